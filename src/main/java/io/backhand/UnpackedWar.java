package io.backhand;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The classes and libraries of a WAR in a folder of their own, made for this process and gone with it.
 *
 * <p>Other users of the machine can neither read nor change what is in it: the folder is made with mode 0700 under
 * a name that can't be guessed. A process that was killed leaves its folder behind; the next one removes it,
 * which it knows by the lock that a living process holds.
 *
 * <p>Not thread-safe.
 */
final class UnpackedWar {
    private static final String PREFIX = "backhand-war-";
    private static final String LOCK = "lock";
    private static final List<String> WANTED = List.of("WEB-INF/classes/", "WEB-INF/lib/", "WEB-INF/lib-provided/");

    /** A younger folder may belong to a process that has not locked it yet. */
    private static final Duration LEFTOVER_AGE = Duration.ofMinutes(1);

    private final Path folder;
    private final FileChannel lock;

    private UnpackedWar(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Unpacks the WAR.
     *
     * @param under where the folder is made; leftovers there are removed
     * @throws IOException if it can't be read or written, or an entry leads out of the folder
     */
    static UnpackedWar unpack(Path war, Path under) throws IOException {
        Path folder = makeFolder(under);
        removeLeftovers(under, Files.getOwner(folder));
        FileChannel lock =
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        lock.lock();
        UnpackedWar unpacked = new UnpackedWar(folder, lock);
        try (JarFile jar = new JarFile(war.toFile())) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                unpacked.unpackEntry(jar, entry);
            }
        } catch (IOException | RuntimeException e) {
            unpacked.remove();
            throw e;
        }
        return unpacked;
    }

    /** The folder. */
    Path folder() {
        return folder;
    }

    /** What a class loader needs: the classes first, then each library. */
    URL[] classPath() throws IOException {
        List<Path> parts = new ArrayList<>();
        parts.add(folder.resolve("WEB-INF/classes"));
        for (String libraries : List.of("WEB-INF/lib", "WEB-INF/lib-provided")) {
            try (Stream<Path> jars = Files.list(folder.resolve(libraries))) {
                jars.sorted().forEach(parts::add);
            }
        }
        URL[] urls = new URL[parts.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = urlOf(parts.get(i));
        }
        return urls;
    }

    /** Deletes the folder; nothing in it may be open. */
    void remove() throws IOException {
        lock.close();
        deleteTree(folder);
    }

    private static URL urlOf(Path part) throws MalformedURLException {
        return part.toUri().toURL();
    }

    private static Path makeFolder(Path under) throws IOException {
        // Windows gives each user a temporary folder of their own and knows no modes.
        boolean posix = under.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] onlyMine = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
        return Files.createTempDirectory(under, PREFIX, onlyMine);
    }

    private void unpackEntry(JarFile jar, JarEntry entry) throws IOException {
        if (entry.isDirectory() || WANTED.stream().noneMatch(entry.getName()::startsWith)) {
            return;
        }
        Path file = folder.resolve(entry.getName()).normalize();
        if (!file.startsWith(folder)) {
            throw new IOException("entry " + entry.getName() + " leads out of the folder it is unpacked to");
        }
        Files.createDirectories(file.getParent());
        try (InputStream content = jar.getInputStream(entry)) {
            Files.copy(content, file);
        }
    }

    private static void removeLeftovers(Path under, UserPrincipal owner) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(under, PREFIX + "*")) {
            for (Path leftover : folders) {
                removeLeftover(leftover, owner);
            }
        }
    }

    private static void removeLeftover(Path leftover, UserPrincipal owner) {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(leftover, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            Instant old = Instant.now().minus(LEFTOVER_AGE);
            if (attributes.isDirectory()
                    && attributes.lastModifiedTime().toInstant().isBefore(old)
                    && Files.getOwner(leftover, LinkOption.NOFOLLOW_LINKS).equals(owner)
                    && !isLocked(leftover.resolve(LOCK))) {
                deleteTree(leftover);
            }
        } catch (IOException e) {
            // Another process may be removing it just now; what stays is tried again by the next start.
            return;
        }
    }

    private static boolean isLocked(Path lockFile) throws IOException {
        if (!Files.exists(lockFile, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (OverlappingFileLockException e) {
            return true;
        }
    }

    private static void deleteTree(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
