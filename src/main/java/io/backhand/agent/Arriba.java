package io.backhand.agent;

import io.backhand.cluster.NanoClock;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * The speed test: how many rounds of a fixed piece of arithmetic one processor does in a millisecond.
 *
 * <p>Each operation of a round (an integer multiplication, a look-up in a small table, a square root) waits for the
 * one before, so that the processor's latencies decide and not which of the JVM's compilers made the code. Time is
 * taken of many short slices, and the figure is that of a good one: a slice in which the processor was taken away
 * tells nothing of its speed. Stateless but for a sink.
 */
final class Arriba {
    private static final Duration WARM_UP = Duration.ofMillis(300);
    private static final Duration MEASURED = Duration.ofMillis(600);

    /** Of one slice; some 100 µs where the processor is quick, far below a time slice of the operating system. */
    private static final int ROUNDS = 5_000;

    /** Fewer slices than this are no measurement. */
    private static final int MIN_SLICES = 20;

    private static final int MAX_SLICES = 20_000;

    private static final int TABLE_SIZE = 1 << 10;
    private static final double[] TABLE = table();

    /** Keeps the JIT from seeing that nobody wants the result. */
    @SuppressWarnings("unused")
    private static volatile double sink;

    private Arriba() {}

    /**
     * Runs the test on this thread, for 0.9 s; an interruption ends it at once.
     *
     * @return rounds a millisecond; nothing where the time or the thread's owner did not allow enough of them
     */
    static OptionalLong measure(NanoClock clock) {
        runUntil(clock, clock.nanoTime() + WARM_UP.toNanos(), new long[MAX_SLICES]);
        long[] sliceNanos = new long[MAX_SLICES];
        int slices = runUntil(clock, clock.nanoTime() + MEASURED.toNanos(), sliceNanos);
        if (slices < MIN_SLICES || Thread.currentThread().isInterrupted()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(roundsAMilli(Arrays.copyOf(sliceNanos, slices)));
    }

    /** The speed of the slice that a tenth of them beat. */
    static long roundsAMilli(long[] sliceNanos) {
        Arrays.sort(sliceNanos);
        long nanos = Math.max(1, sliceNanos[sliceNanos.length / 10]);
        return ROUNDS * 1_000_000L / nanos;
    }

    private static int runUntil(NanoClock clock, long deadlineNanos, long[] sliceNanos) {
        int slices = 0;
        long now = clock.nanoTime();
        while (now - deadlineNanos < 0
                && slices < sliceNanos.length
                && !Thread.currentThread().isInterrupted()) {
            sink = work(slices);
            long after = clock.nanoTime();
            sliceNanos[slices++] = after - now;
            now = after;
        }
        return slices;
    }

    private static double work(int seed) {
        long hash = seed;
        double x = 1;
        for (int i = 0; i < ROUNDS; i++) {
            hash = hash * 6364136223846793005L + 1442695040888963407L;
            x = Math.sqrt(x + TABLE[(int) (hash >>> 54)]);
            hash ^= Double.doubleToRawLongBits(x);
        }
        return x;
    }

    private static double[] table() {
        double[] table = new double[TABLE_SIZE];
        for (int i = 0; i < TABLE_SIZE; i++) {
            table[i] = 1 + i / (double) TABLE_SIZE;
        }
        return table;
    }
}
