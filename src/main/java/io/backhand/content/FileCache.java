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
 * The files of a tree that were asked for lately, each compared with the disk again after a while; the content of
 * those that are small is in a memory shared with other trees. Thread-safe.
 *
 * <p>When it is full, what nobody has asked for lately goes. Where everything was, the newcomer is looked for each time.
 */
final class FileCache {
    /** The most files known; each takes about 2 KiB besides its content. */
    private static final int MAX_FILES = 2048;

    private final FileTree tree;
    private final FileMemory memory;
    private final long validNanos;
    private final NanoClock clock;
    private final ConcurrentHashMap<String, KnownFile> files = new ConcurrentHashMap<>();

    /** Guarded by this. */
    private long sweptAtNanos;

    /**
     * An empty one.
     *
     * @param memory for the content of small files
     * @param valid how long what is known is taken for what is on disk
     */
    FileCache(FileTree tree, FileMemory memory, Duration valid, NanoClock clock) {
        this.tree = tree;
        this.memory = memory;
        this.validNanos = valid.toNanos();
        this.clock = clock;
        this.sweptAtNanos = clock.nanoTime() - StaticFiles.VALID.toNanos();
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
            before.used(now);
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
        if (form.bytes() == null && isKept(file)) {
            memory.load(file, form, tree);
            if (!isKept(file)) {
                // It went meanwhile, and nobody else would let go of it.
                memory.forget(file);
            }
        }
    }

    /** Forgets everything. */
    synchronized void clear() {
        files.values().forEach(this::remove);
    }

    private boolean isKept(KnownFile file) {
        return files.get(file.path()) == file;
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

    private void remove(KnownFile file) {
        if (files.remove(file.path(), file)) {
            memory.forget(file);
        }
    }

    /** Looks through all files at most once a second, or a full cache would look for every request. */
    private void sweep() {
        long now = clock.nanoTime();
        if (now - sweptAtNanos >= StaticFiles.VALID.toNanos()) {
            sweptAtNanos = now;
            files.values().forEach(file -> {
                if (file.isIdle(now)) {
                    remove(file);
                }
            });
        }
    }
}
