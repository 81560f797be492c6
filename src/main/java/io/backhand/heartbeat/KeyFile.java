package io.backhand.heartbeat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** Reads {@link Keys} from a file that nobody else may read. */
final class KeyFile {
    /** Far more than {@link Keys#MAX_KEYS} lines with their comments. */
    private static final int MAX_FILE_BYTES = 64 * 1024;

    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private KeyFile() {}

    static Keys read(Path file) throws IOException {
        checkAccess(file);
        List<byte[]> keys = new ArrayList<>();
        String[] lines = content(file).split("\\R", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                keys.add(key(line, file + ":" + (i + 1)));
            }
        }
        if (keys.isEmpty() || keys.size() > Keys.MAX_KEYS) {
            throw new IOException(
                    "%s: a key file holds 1 to %d keys, not %d".formatted(file, Keys.MAX_KEYS, keys.size()));
        }
        return new Keys(keys);
    }

    /** The message never shows the line: it may be a key with a typing error. */
    private static byte[] key(String line, String where) throws IOException {
        if (!Keys.isMac(line)) {
            throw new IOException("%s: a key is %d hexadecimal digits, not these %d characters"
                    .formatted(where, 2 * Keys.KEY_BYTES, line.length()));
        }
        return HexFormat.of().parseHex(line);
    }

    private static String content(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length > MAX_FILE_BYTES) {
                throw new IOException("%s: a key file has at most %d bytes".formatted(file, MAX_FILE_BYTES));
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    private static void checkAccess(Path file) throws IOException {
        if (Files.notExists(file)) {
            throw new NoSuchFileException(file + ": no such key file");
        }
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new IOException(file + ": the key file can't be read");
        }
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view != null) {
            checkOwner(file, view.readAttributes());
        }
    }

    private static void checkOwner(Path file, PosixFileAttributes attributes) throws IOException {
        Set<PosixFilePermission> open = EnumSet.copyOf(OTHERS);
        open.retainAll(attributes.permissions());
        if (!open.isEmpty()) {
            throw new IOException("%s: others may read or write the key file: chmod 600 %s".formatted(file, file));
        }
        String owner = attributes.owner().getName();
        String us = userName();
        if (!owner.equals(us) && !owner.equals("root")) {
            throw new IOException("%s: the key file belongs to %s, not to %s or root".formatted(file, owner, us));
        }
    }

    /** The owner of our own process where the system shows it: a container's user may have no name. */
    private static String userName() throws IOException {
        Path process = Path.of("/proc/self");
        return Files.exists(process) ? Files.getOwner(process).getName() : System.getProperty("user.name", "?");
    }
}
