package io.backhand.agent;

import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

/** How many requests a web application has under way, exactly. Thread-safe. */
final class RequestGauge {
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile boolean counting;

    /** From now on every request is counted. */
    void beginCounting() {
        counting = true;
    }

    void requestBegins() {
        inFlight.incrementAndGet();
    }

    void requestEnds() {
        inFlight.decrementAndGet();
    }

    /** Requests under way; nothing while nobody counts them. */
    OptionalInt inFlight() {
        return counting ? OptionalInt.of(inFlight.get()) : OptionalInt.empty();
    }
}
