package io.backhand.agent;

import io.backhand.cluster.NanoClock;
import java.util.OptionalLong;

/**
 * The processor's speed as this agent announces it: given, remembered, or measured while the first heartbeats go out
 * without it. Thread-safe.
 */
final class ArribaFigure {
    private final ArribaCache cache;
    private final NanoClock clock;
    private volatile OptionalLong figure;

    /** The figure that was given; without one, that of the cache. */
    ArribaFigure(OptionalLong given, ArribaCache cache, NanoClock clock) {
        this.cache = cache;
        this.clock = clock;
        this.figure = given.isPresent() ? given : cache.read();
    }

    /** The figure, where it is known by now. */
    OptionalLong get() {
        return figure;
    }

    /** Measures on this thread where nothing is known yet, and remembers the outcome. Whatever fails, fails silently. */
    void measureIfUnknown() {
        if (figure.isEmpty()) {
            figure = Arriba.measure(clock);
            figure.ifPresent(cache::write);
        }
    }
}
