package io.backhand.content;

import io.backhand.cluster.NanoClock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The paths that were looked for and not found a moment ago, so that they need not be looked for again.
 *
 * <p>Thread-safe. It has two halves: misses go into the younger, and when that is full the older is dropped whole.
 * So no path costs a search for one to evict, and a flood of new paths pushes out nothing but misses.
 */
final class MissCache {
    private final NanoClock clock;
    private final long keptNanos;
    private final int half;
    private volatile Map<String, Long> younger = new ConcurrentHashMap<>();
    private volatile Map<String, Long> older = Map.of();

    /**
     * An empty one.
     *
     * @param capacity the most paths it holds, at least 2
     * @param kept how long a miss counts
     */
    MissCache(int capacity, Duration kept, NanoClock clock) {
        this.half = capacity / 2;
        this.keptNanos = kept.toNanos();
        this.clock = clock;
    }

    /** Whether the path was missed lately. */
    boolean contains(String path) {
        return isFresh(younger.get(path)) || isFresh(older.get(path));
    }

    /** Notes that there is no such path now. */
    void add(String path) {
        if (younger.size() >= half) {
            rotate();
        }
        younger.put(path, clock.nanoTime());
    }

    int size() {
        return younger.size() + older.size();
    }

    private synchronized void rotate() {
        if (younger.size() >= half) {
            older = younger;
            younger = new ConcurrentHashMap<>();
        }
    }

    private boolean isFresh(@Nullable Long missedAtNanos) {
        return missedAtNanos != null && clock.nanoTime() - missedAtNanos < keptNanos;
    }
}
