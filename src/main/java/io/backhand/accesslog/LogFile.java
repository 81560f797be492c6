package io.backhand.accesslog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * A file that lines are added to at its end, whoever else shortens it. When it is moved away a new one is begun under
 * its name.
 *
 * <p>Not thread-safe.
 */
final class LogFile implements Closeable {
    private static final Set<OpenOption> APPEND =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);

    /** What clients ask for is not for every user of the machine. */
    private static final FileAttribute<?> MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));

    private static final String DEVICES = "/dev";

    private final Path path;
    private FileChannel channel;
    private Optional<Object> key;
    private boolean torn;

    private LogFile(Path path, FileChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        this.key = keyOf(path);
    }

    /** Opens the file, or makes it. @throws IOException saying which file and why not */
    static LogFile open(Path path) throws IOException {
        try {
            refuseWhatIsNoFile(path);
            return new LogFile(path, openChannel(path));
        } catch (IOException e) {
            throw new IOException("can't write to " + path + ": " + reason(e), e);
        }
    }

    Path path() {
        return path;
    }

    /** Adds whole lines. One that could be written in part only, as on a full disk, ends before the next. */
    void write(ByteBuffer lines) throws IOException {
        if (torn) {
            writeAll(ByteBuffer.wrap(new byte[] {'\n'}));
            torn = false;
        }
        int begin = lines.position();
        try {
            writeAll(lines);
        } catch (IOException e) {
            torn = lines.position() > begin && lines.get(lines.position() - 1) != '\n';
            throw e;
        }
    }

    /** Begins a new file where the one written to has another name by now, or none. */
    void follow() throws IOException {
        Optional<Object> now = keyOf(path);
        if (now.isPresent() && now.equals(key)) {
            return;
        }
        FileChannel moved = channel;
        channel = openChannel(path);
        key = keyOf(path);
        torn = false;
        moved.close();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void writeAll(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** To open a pipe takes as long as it takes until somebody reads it; what the system itself offers is open. */
    private static void refuseWhatIsNoFile(Path path) throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path) && !isDevice(path)) {
            throw new IOException("it is no file");
        }
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new IOException("there is no folder " + folder);
        }
    }

    private static boolean isDevice(Path path) throws IOException {
        return path.startsWith(DEVICES) || path.toRealPath().startsWith(DEVICES);
    }

    private static FileChannel openChannel(Path path) throws IOException {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix ? FileChannel.open(path, APPEND, MODE) : FileChannel.open(path, APPEND);
    }

    /** Which file has the name; empty for none. Where files have no key, one has the same as any other. */
    private static Optional<Object> keyOf(Path path) throws IOException {
        try {
            Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            return Optional.of(key == null ? path : key);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** What of an exception says more than the file's name. */
    static String reason(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        String reason = failure instanceof FileSystemException known ? known.getReason() : null;
        return String.valueOf(reason == null ? failure.getMessage() : reason);
    }
}
