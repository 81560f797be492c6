package io.backhand.content;

import io.backhand.cluster.NanoClock;
import io.backhand.content.FileTree.Stamp;
import io.backhand.content.KnownFile.Stamps;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.CompressedContentFormat;
import org.eclipse.jetty.http.content.PreCompressedHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * The files of a tree that were asked for lately, each compared with the disk again after a while, and the content of
 * those that are small. Thread-safe.
 *
 * <p>When it is full, what nobody has asked for lately goes. Where everything was, the newcomer is served from disk:
 * files that take turns to push each other out would cost more than no cache.
 */
final class FileCache {
    /** Bigger files are read from disk each time. One such takes a few hundred microseconds to write. */
    static final int MAX_FILE_BYTES = 2 * 1024 * 1024;

    /** For the content of all files of a root; outside of the heap, where there is as much room as in it. */
    private static final long MAX_BYTES =
            Math.min(64L * 1024 * 1024, Runtime.getRuntime().maxMemory() / 8);

    /** The most files known; each takes about 2 KiB besides its content. */
    private static final int MAX_FILES = 2048;

    /** A file that nobody has asked for so long may go. */
    static final Duration IDLE = Duration.ofSeconds(10);

    private final FileTree tree;
    private final long validNanos;
    private final NanoClock clock;
    private final ConcurrentHashMap<String, KnownFile> files = new ConcurrentHashMap<>();

    /** Bytes held for each file, and in all; guarded by this. */
    private final Map<KnownFile, Long> held = new HashMap<>();

    private long heldBytes;
    private long sweptAtNanos;

    /** @param valid how long what is known is taken for what is on disk */
    FileCache(FileTree tree, Duration valid, NanoClock clock) {
        this.tree = tree;
        this.validNanos = valid.toNanos();
        this.clock = clock;
        this.sweptAtNanos = clock.nanoTime() - IDLE.toNanos();
    }

    /** The file of that path, where there is no need to ask the disk; never waits. */
    @Nullable
    KnownFile known(String path) {
        KnownFile file = files.get(path);
        if (file == null) {
            return null;
        }
        long now = clock.nanoTime();
        if (file.isToBeChecked(now, validNanos)) {
            return null;
        }
        file.used(now);
        return file;
    }

    /** The file of that path as it is on disk, which is waited for; none where there is no file to serve. */
    Optional<KnownFile> find(String path) {
        long now = clock.nanoTime();
        Stamps stamps = stampsOf(path);
        KnownFile before = files.get(path);
        if (before != null && before.stamps().equals(stamps)) {
            before.checked(now);
            return Optional.of(before);
        }
        if (before != null) {
            remove(before);
        }
        Optional<KnownFile> found = read(path, stamps, now);
        found.ifPresent(this::keep);
        return found;
    }

    /** Takes a form of a file into memory where it is small enough and there is room, which waits for the disk. */
    void load(KnownFile file, FileForm form) {
        if (form.sizeBytes() > MAX_FILE_BYTES || form.bytes() != null || !hold(file, form.sizeBytes())) {
            return;
        }
        if (!form.load(tree)) {
            // Another thread does, or it has changed, which the next check finds.
            letGo(file, form.sizeBytes());
        }
    }

    /** Forgets everything. */
    synchronized void clear() {
        files.clear();
        held.clear();
        heldBytes = 0;
    }

    private Stamps stampsOf(String path) {
        Map<String, Stamp> compressed = new HashMap<>();
        Optional<Stamp> plain = tree.stamp(path);
        if (plain.isPresent()) {
            Compression.FORMATS.forEach((coding, format) ->
                    tree.stamp(path + format.getExtension()).ifPresent(stamp -> compressed.put(coding, stamp)));
        }
        return new Stamps(plain, compressed);
    }

    private Optional<KnownFile> read(String path, Stamps stamps, long now) {
        if (stamps.plain().isEmpty()) {
            return Optional.empty();
        }
        Stamp stamp = stamps.plain().get();
        return tree.content(path).map(content -> {
            FileForm plain = new FileForm(path, stamp, content);
            Map<String, FileForm> compressed = new HashMap<>();
            stamps.compressed().forEach((coding, ofForm) -> {
                // One older than its file was made from what the file was before.
                if (ofForm.modified().compareTo(stamp.modified()) >= 0) {
                    compressedForm(path, plain, coding, ofForm).ifPresent(form -> compressed.put(coding, form));
                }
            });
            return new KnownFile(path, stamps, plain, Map.copyOf(compressed), now);
        });
    }

    private Optional<FileForm> compressedForm(String path, FileForm plain, String coding, Stamp stamp) {
        CompressedContentFormat format = Compression.FORMATS.getOrDefault(coding, CompressedContentFormat.GZIP);
        String formPath = path + format.getExtension();
        return tree.content(formPath)
                .map(content -> new FileForm(formPath, stamp, new PreCompressedHttpContent(plain, content, format)));
    }

    private synchronized void keep(KnownFile file) {
        if (files.size() >= MAX_FILES) {
            sweep();
        }
        if (files.size() < MAX_FILES) {
            KnownFile before = files.get(file.path());
            if (before != null) {
                remove(before);
            }
            files.put(file.path(), file);
        }
    }

    private synchronized void remove(KnownFile file) {
        if (files.remove(file.path(), file)) {
            Long bytes = held.remove(file);
            heldBytes -= bytes == null ? 0 : bytes;
        }
    }

    private synchronized boolean hold(KnownFile file, long bytes) {
        if (heldBytes + bytes > MAX_BYTES) {
            sweep();
        }
        boolean fits = heldBytes + bytes <= MAX_BYTES && files.get(file.path()) == file;
        if (fits) {
            held.merge(file, bytes, Long::sum);
            heldBytes += bytes;
        }
        return fits;
    }

    private synchronized void letGo(KnownFile file, long bytes) {
        if (held.computeIfPresent(file, (known, before) -> before - bytes) != null) {
            heldBytes -= bytes;
        }
    }

    /** Looks through all files at most once a second, or a full cache would look for every request. */
    private void sweep() {
        long now = clock.nanoTime();
        if (now - sweptAtNanos >= StaticFiles.VALID.toNanos()) {
            sweptAtNanos = now;
            files.values().forEach(file -> {
                if (now - file.usedAtNanos() >= IDLE.toNanos()) {
                    remove(file);
                }
            });
        }
    }
}
