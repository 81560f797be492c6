package io.backhand.content;

import io.backhand.cluster.NanoClock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memory for the content of small files, of all roots of a balancer together. It lies outside of the heap, where
 * content is written from without being copied. Thread-safe; waits for the disk in {@link #load} alone.
 *
 * <p>When it is full, the content of what nobody has asked for lately goes, whichever root it is of. Where everything
 * was, the newcomer is served from disk: files that take turns to push each other out would cost more than no memory.
 *
 * <p>Connections need memory outside of the heap more than files do. So when the JVM has none left, all content goes,
 * and for {@link #PAUSE} files are served from disk.
 */
public final class FileMemory {
    private static final Logger LOG = LoggerFactory.getLogger(FileMemory.class);

    /** Bigger files are read from disk each time. One such takes a few hundred microseconds to write. */
    static final int MAX_FILE_BYTES = 2 * 1024 * 1024;

    /** Outside of the heap there is, unless the JVM is told otherwise, as much room as in it. */
    private static final long MAX_BYTES =
            Math.min(64L * 1024 * 1024, Runtime.getRuntime().maxMemory() / 8);

    /** To be told that there is no memory takes the JVM a full collection and half a second. */
    static final Duration PAUSE = Duration.ofMinutes(1);

    private final long maxBytes;
    private final IntFunction<ByteBuffer> allocator;
    private final NanoClock clock;

    /** What is in memory or being read into it, and the file it is of; this and all below guarded by this. */
    private final Map<FileForm, KnownFile> held = new HashMap<>();

    private long heldBytes;
    private long sweptAtNanos;
    private long pausedUntilNanos;
    private boolean hasBeenShort;

    /** An empty one, of 64 MiB or an eighth of the heap's size, whichever is less. */
    public FileMemory(NanoClock clock) {
        this(MAX_BYTES, ByteBuffer::allocateDirect, clock);
    }

    FileMemory(long maxBytes, IntFunction<ByteBuffer> allocator, NanoClock clock) {
        this.maxBytes = maxBytes;
        this.allocator = allocator;
        this.clock = clock;
        this.sweptAtNanos = clock.nanoTime() - StaticFiles.VALID.toNanos();
        this.pausedUntilNanos = clock.nanoTime();
    }

    /** Takes a form of a file into memory where it is small enough and there is room, which waits for the disk. */
    void load(KnownFile file, FileForm form, FileTree tree) {
        if (form.sizeBytes() <= MAX_FILE_BYTES && hold(file, form)) {
            Optional<ByteBuffer> content =
                    allocate(Math.toIntExact(form.sizeBytes())).flatMap(room -> form.read(tree, room));
            settle(form, content);
        }
    }

    /** Lets go of all forms of a file. */
    synchronized void forget(KnownFile file) {
        letGo(file.plain());
        file.compressed().values().forEach(this::letGo);
    }

    /** Bytes taken up by what is in memory or being read into it. */
    synchronized long heldBytes() {
        return heldBytes;
    }

    private synchronized boolean hold(KnownFile file, FileForm form) {
        if (held.containsKey(form) || clock.nanoTime() - pausedUntilNanos < 0) {
            return false;
        }
        if (heldBytes + form.sizeBytes() > maxBytes) {
            sweep();
        }
        boolean fits = heldBytes + form.sizeBytes() <= maxBytes;
        if (fits) {
            held.put(form, file);
            heldBytes += form.sizeBytes();
        }
        return fits;
    }

    private Optional<ByteBuffer> allocate(int bytes) {
        try {
            return Optional.of(allocator.apply(bytes));
        } catch (OutOfMemoryError e) {
            pause(e);
            return Optional.empty();
        }
    }

    private synchronized void pause(OutOfMemoryError cause) {
        if (!hasBeenShort) {
            hasBeenShort = true;
            LOG.warn(
                    "files are served from disk: {}; -XX:MaxDirectMemorySize is the limit, tried again each minute",
                    cause.getMessage());
        }
        pausedUntilNanos = clock.nanoTime() + PAUSE.toNanos();
        List.copyOf(held.keySet()).forEach(this::letGo);
    }

    /** The form may have been let go of while it was read. Nothing is kept of what could not be read, or has changed. */
    private synchronized void settle(FileForm form, Optional<ByteBuffer> content) {
        if (content.isEmpty()) {
            letGo(form);
        } else if (held.containsKey(form)) {
            form.keep(content.get());
        }
    }

    private synchronized void letGo(FileForm form) {
        if (held.remove(form) != null) {
            heldBytes -= form.sizeBytes();
            form.drop();
        }
    }

    /** Looks through all files at most once a second, or a full memory would look for every request. */
    private void sweep() {
        long now = clock.nanoTime();
        if (now - sweptAtNanos >= StaticFiles.VALID.toNanos()) {
            sweptAtNanos = now;
            Map.copyOf(held).forEach((form, file) -> {
                if (file.isIdle(now)) {
                    letGo(form);
                }
            });
        }
    }
}
