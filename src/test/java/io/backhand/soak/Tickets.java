package io.backhand.soak;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * When each of so many requests is due: at a fixed rate, with pauses of all clients together now and then. They are
 * about as long as a server waits that closes idle connections after a second. Thread-safe.
 */
final class Tickets {
    /** What is returned when all are given out. */
    static final long NONE = Long.MIN_VALUE;

    private static final int REQUESTS_A_PAUSE = 10_000;
    private static final long SHORTEST_PAUSE_MILLIS = 850;
    private static final int PAUSES_DIFFER_MILLIS = 300;

    private final long gapNanos;
    private final Random random = new Random(1);
    private int left;
    private long dueNanos = System.nanoTime();

    /** So many, from now on, in about that time. */
    Tickets(int count, Duration time) {
        left = count;
        gapNanos = time.toNanos() / count;
    }

    /** When the next is due, by {@link System#nanoTime}; {@link #NONE} where there is no more. */
    synchronized long next() {
        if (left == 0) {
            return NONE;
        }
        left--;
        dueNanos += gapNanos;
        if (left % REQUESTS_A_PAUSE == REQUESTS_A_PAUSE - 1) {
            dueNanos += TimeUnit.MILLISECONDS.toNanos(SHORTEST_PAUSE_MILLIS + random.nextInt(PAUSES_DIFFER_MILLIS));
        }
        return dueNanos == NONE ? dueNanos + 1 : dueNanos;
    }
}
