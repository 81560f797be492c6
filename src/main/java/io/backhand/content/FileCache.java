package io.backhand.content;

import io.backhand.cluster.NanoClock;
import io.backhand.content.FileTree.FileContent;
import io.backhand.content.FileTree.Stamp;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.content.CachingHttpContentFactory;
import org.eclipse.jetty.http.content.HttpContent;
import org.eclipse.jetty.io.ByteBufferPool;
import org.jspecify.annotations.Nullable;

/**
 * The small files of a tree in memory, each compared with its file again after a while. Thread-safe.
 *
 * <p>Not Jetty's validating cache: that one keeps misses among the files, and goes by the time of the last
 * modification alone, which two releases of a site may have in common.
 */
final class FileCache extends CachingHttpContentFactory {
    /** Bigger files are read from disk each time; they'd push the small ones out. */
    private static final int MAX_FILE_BYTES = 256 * 1024;

    /** For all files of a root; outside of the heap. */
    private static final long MAX_BYTES = 32L * 1024 * 1024;

    private static final int MAX_FILES = 2048;

    private final FileTree tree;
    private final long validNanos;
    private final NanoClock clock;

    /** @param valid how long a file in memory is taken for the one on disk */
    FileCache(FileTree tree, Duration valid, NanoClock clock) {
        // Content lives as long as the file is asked for: a pool would count it as a leak.
        super(tree, new ByteBufferPool.Sized(ByteBufferPool.NON_POOLING, true, -1));
        this.tree = tree;
        this.validNanos = valid.toNanos();
        this.clock = clock;
        setMaxCachedFileSize(MAX_FILE_BYTES);
        setMaxCacheSize(MAX_BYTES);
        setMaxCachedFiles(MAX_FILES);
    }

    @Override
    protected boolean isCacheable(@Nullable HttpContent content) {
        return content != null && super.isCacheable(content);
    }

    @Override
    protected CachingHttpContent newCachedContent(String path, HttpContent content) {
        return new CheckedContent(path, (FileContent) content);
    }

    private final class CheckedContent extends CachedHttpContent {
        private final Stamp stamp;
        private final AtomicLong checkedAtNanos = new AtomicLong(clock.nanoTime());

        /** @throws IllegalStateException if the file changed while it was read, on which it is not kept */
        private CheckedContent(String path, FileContent content) {
            super(path, content);
            this.stamp = content.stamp();
            if (!isUnchanged()) {
                throw new IllegalStateException("changed while it was read");
            }
        }

        @Override
        public boolean isValid() {
            long now = clock.nanoTime();
            long checked = checkedAtNanos.get();
            boolean mayCheck = now - checked >= validNanos && checkedAtNanos.compareAndSet(checked, now);
            return !mayCheck || isUnchanged();
        }

        private boolean isUnchanged() {
            return tree.stamp(getKey()).equals(Optional.of(stamp));
        }
    }
}
