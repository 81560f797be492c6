package io.backhand.agent;

import io.backhand.cluster.NanoClock;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;

/**
 * The share of the processors' time that was idle since it was last asked.
 *
 * <p>A figure is kept for a while: over the few milliseconds between two heartbeats, one of them for a change of
 * intent, it would be noise. Not thread-safe.
 */
final class CpuIdle {
    private static final long SHORTEST_SPAN_NANOS = Duration.ofMillis(500).toNanos();

    private final DoubleSupplier busyShare;
    private final NanoClock clock;
    private long sampledAtNanos;
    private OptionalDouble idle = OptionalDouble.empty();

    /**
     * Begins the first span; there is no figure before its end.
     *
     * @param busyShare the share that was busy since it was last asked, 0 to 1, or negative or NaN when not known
     */
    CpuIdle(DoubleSupplier busyShare, NanoClock clock) {
        this.busyShare = busyShare;
        this.clock = clock;
        this.sampledAtNanos = clock.nanoTime();
        // What comes first is no span of time at all, whatever number it is.
        double unused = busyShare.getAsDouble();
    }

    /** The share over the last span, 0 to 1. */
    OptionalDouble get() {
        long now = clock.nanoTime();
        if (now - sampledAtNanos >= SHORTEST_SPAN_NANOS) {
            sampledAtNanos = now;
            double busy = busyShare.getAsDouble();
            idle = busy >= 0 && busy <= 1 ? OptionalDouble.of(1 - busy) : OptionalDouble.empty();
        }
        return idle;
    }
}
