package io.backhand.content;

import io.backhand.content.FileTree.Stamp;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A file in all of its forms, as it was when it was last compared with the disk. Thread-safe.
 */
final class KnownFile {
    /** A file that nobody has asked for so long may make room for others. */
    static final Duration IDLE = Duration.ofSeconds(10);

    /** Threads that serve the same file would else write to the same place for every request. */
    private static final long NOTED_AGAIN_NANOS = 100_000_000;

    private final String path;
    private final Stamps stamps;
    private final FileForm plain;
    private final Map<String, FileForm> compressed;
    private volatile long checkedAtNanos;

    /** When somebody was last told to compare it. */
    private final AtomicLong askedAtNanos;

    private volatile long usedAtNanos;

    /**
     * The stamps of a file and of what may be compressed forms of it.
     *
     * @param compressed by content coding
     */
    record Stamps(Optional<Stamp> plain, Map<String, Stamp> compressed) {}

    KnownFile(String path, Stamps stamps, FileForm plain, Map<String, FileForm> compressed, long nowNanos) {
        this.path = path;
        this.stamps = stamps;
        this.plain = plain;
        this.compressed = compressed;
        this.checkedAtNanos = nowNanos;
        this.askedAtNanos = new AtomicLong(nowNanos);
        this.usedAtNanos = nowNanos;
    }

    String path() {
        return path;
    }

    Stamps stamps() {
        return stamps;
    }

    /** As it is. */
    FileForm plain() {
        return plain;
    }

    /** Those of the file that are no older than it, by content coding. */
    Map<String, FileForm> compressed() {
        return compressed;
    }

    /**
     * Whether the one who asks is to compare it with the disk. For a while after its time that is the first alone, and
     * the others go on with what is known meanwhile; what nobody has compared for twice that time is everybody's to
     * compare, however long ago it was last asked for.
     */
    boolean isToBeChecked(long nowNanos, long validNanos) {
        long ageNanos = nowNanos - checkedAtNanos;
        if (ageNanos < validNanos || ageNanos >= 2 * validNanos) {
            return ageNanos >= validNanos;
        }
        long asked = askedAtNanos.get();
        return nowNanos - asked >= validNanos && askedAtNanos.compareAndSet(asked, nowNanos);
    }

    /** Notes that it was asked for. */
    void used(long nowNanos) {
        if (nowNanos - usedAtNanos > NOTED_AGAIN_NANOS) {
            usedAtNanos = nowNanos;
        }
    }

    /** Whether nobody has asked for it for {@link #IDLE}. */
    boolean isIdle(long nowNanos) {
        return nowNanos - usedAtNanos >= IDLE.toNanos();
    }

    void checked(long nowNanos) {
        checkedAtNanos = nowNanos;
    }
}
