package io.backhand.testing;

import io.backhand.cluster.NanoClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until a test moves it. Thread-safe. */
public final class ManualClock implements NanoClock {
    /** Starts just before the overflow, so that whoever compares instead of subtracting is found out. */
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);

    @Override
    public long nanoTime() {
        return now.get();
    }

    /** Moves it on. */
    public void advance(Duration by) {
        now.addAndGet(by.toNanos());
    }
}
