package io.backhand.cluster;

/** Monotonic time in nanoseconds from an arbitrary origin, as {@link System#nanoTime}. Thread-safe. */
@FunctionalInterface
public interface NanoClock {
    /** Now; only differences mean something, and they may overflow. */
    long nanoTime();

    /** The machine's clock. */
    static NanoClock system() {
        return System::nanoTime;
    }
}
