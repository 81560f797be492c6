package io.backhand.content;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.http.content.ResourceHttpContent;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.resource.Resource;
import org.eclipse.jetty.util.resource.ResourceFactory;

/**
 * The files under one root, as they are at the moment they are asked for; every method may wait for the disk.
 * Thread-safe.
 *
 * <p>Only plain files that can be read, wherever links lead, and only where that is still under the root. The root
 * may be a link itself, and be turned to another release of the site at any time.
 */
final class FileTree {
    private final Path root;
    private final ByteBufferPool.Sized pool;

    FileTree(Path root, ByteBufferPool.Sized pool) {
        this.root = root.toAbsolutePath();
        this.pool = pool;
    }

    /**
     * What tells one state of a file from another.
     *
     * @param key its identity in the file system, empty where that has none
     */
    record Stamp(Optional<Object> key, long sizeBytes, FileTime modified) {}

    /** A file of this tree. Between its parts it leaves the thread that writes to the client, which must not wait for a disk. */
    static final class FileContent extends ResourceHttpContent {
        private FileContent(Resource file, ByteBufferPool.Sized pool) {
            super(file, MimeTypes.DEFAULTS.getMimeByExtension(file.getFileName()), pool);
        }

        @Override
        public void writeTo(Content.Sink sink, long offset, long length, Callback callback) {
            super.writeTo(
                    (last, part, written) -> sink.write(last, part, new OffTheSelector(written)),
                    offset,
                    length,
                    callback);
        }
    }

    /** What comes after a write reads the next part from disk. */
    private record OffTheSelector(Callback written) implements Callback {
        @Override
        public void succeeded() {
            written.succeeded();
        }

        @Override
        public void failed(Throwable cause) {
            written.failed(cause);
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.BLOCKING;
        }
    }

    /** The file of that name, which had a stamp a moment ago; none where it has gone. */
    Optional<FileContent> content(String path) {
        return Optional.ofNullable(ResourceFactory.root().newResource(fileOf(path)))
                .map(file -> new FileContent(file, pool));
    }

    /** The stamp of the file of that name; none where there is no file to serve. */
    Optional<Stamp> stamp(String path) {
        try {
            Path realRoot = root.toRealPath();
            Path real = fileOf(path).toRealPath();
            if (!real.startsWith(realRoot) || isHidden(realRoot.relativize(real))) {
                return Optional.empty();
            }
            BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
            if (!attributes.isRegularFile() || !Files.isReadable(real)) {
                return Optional.empty();
            }
            Optional<Object> key = Optional.ofNullable(attributes.fileKey());
            return Optional.of(new Stamp(key, attributes.size(), attributes.lastModifiedTime()));
        } catch (IOException | InvalidPathException e) {
            // There is none, or its name is more than this file system takes.
            return Optional.empty();
        }
    }

    /** Where the file of that name is. */
    Path fileOf(String path) {
        return root.resolve(path.substring(1));
    }

    /** By the names it really has: a link, or a short or differently written name, must not lead there either. */
    private static boolean isHidden(Path relative) {
        return StreamSupport.stream(relative.spliterator(), false)
                .anyMatch(name -> StaticPath.isHidden(name.toString()));
    }
}
