package io.backhand.agent;

import java.time.Duration;

/**
 * When the next of a row of beats is due. Beats are counted from the first, so one that is late does not shift those
 * after it; those that were missed altogether, since the machine slept, are not made up for. Not thread-safe.
 */
final class Pace {
    private final long intervalNanos;
    private long nextAtNanos;

    /** Beats from that moment on, the first one being due at once. */
    Pace(Duration interval, long nowNanos) {
        this.intervalNanos = interval.toNanos();
        this.nextAtNanos = nowNanos;
    }

    /** How long the next beat is away; 0 or less when it is due. */
    long nanosToNext(long nowNanos) {
        return nextAtNanos - nowNanos;
    }

    /** Goes on to the first beat after now, if the next one is due. */
    void passIfDue(long nowNanos) {
        long lateNanos = nowNanos - nextAtNanos;
        if (lateNanos >= 0) {
            nextAtNanos += (lateNanos / intervalNanos + 1) * intervalNanos;
        }
    }
}
