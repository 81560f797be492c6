package io.backhand.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** A small file with a secret in it: it is read only where its mode and its owner keep others from it. */
public final class PrivateFile {
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private PrivateFile() {}

    /**
     * Reads it, a character a byte.
     *
     * @param what what messages call it, as in {@code key file}
     * @throws IOException saying what was wanted of it, if it is too long, or others may read or write it; mode and
     *     owner are only looked at where the file system has them
     */
    public static String read(Path file, String what, int maxBytes) throws IOException {
        checkAccess(file, what);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(maxBytes + 1);
            if (bytes.length > maxBytes) {
                throw new IOException("%s: a %s has at most %d bytes".formatted(file, what, maxBytes));
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    private static void checkAccess(Path file, String what) throws IOException {
        if (Files.notExists(file)) {
            throw new NoSuchFileException(file + ": no such " + what);
        }
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new IOException("%s: the %s can't be read".formatted(file, what));
        }
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view != null) {
            checkOwner(file, what, view.readAttributes());
        }
    }

    private static void checkOwner(Path file, String what, PosixFileAttributes attributes) throws IOException {
        Set<PosixFilePermission> open = EnumSet.copyOf(OTHERS);
        open.retainAll(attributes.permissions());
        if (!open.isEmpty()) {
            throw new IOException("%s: others may read or write the %s: chmod 600 %s".formatted(file, what, file));
        }
        String owner = attributes.owner().getName();
        String us = userName();
        if (!owner.equals(us) && !owner.equals("root")) {
            throw new IOException("%s: the %s belongs to %s, not to %s or root".formatted(file, what, owner, us));
        }
    }

    /** The owner of our own process where the system shows it: a container's user may have no name. */
    private static String userName() throws IOException {
        Path process = Path.of("/proc/self");
        return Files.exists(process) ? Files.getOwner(process).getName() : System.getProperty("user.name", "?");
    }
}
