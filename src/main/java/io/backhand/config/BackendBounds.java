package io.backhand.config;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * How many requests backends are given at once, and how long others wait for them.
 *
 * @param maxConnections {@code max-connections}: of one backend, each with a connection to itself over HTTP/1.1; any number
 *     where not set: what a backend stands is its own to know, and a guess would slow down a big one
 * @param queue {@code queue}: how many may wait for one backend; 1000 where not set: a thousand heads take a few
 *     megabytes, and at ten milliseconds a request ten at a time serve them in a second
 * @param queueTimeout {@code queue-timeout}: how long one waits; 5s where not set: for longer, people come again anyway
 */
public record BackendBounds(OptionalInt maxConnections, int queue, Duration queueTimeout) {
    /** What holds where nothing is set. */
    public static final BackendBounds DEFAULT = new BackendBounds(OptionalInt.empty(), 1000, Duration.ofSeconds(5));

    static final List<String> KEYS = List.of("max-connections", "queue", "queue-timeout");

    /** Of a backend's own too. */
    static final Kind<Integer> MAX_CONNECTIONS = Kinds.count("max-connections", 100, 1, 1_000_000);

    /** Each takes some kilobytes, and what has come of its body. */
    private static final Kind<Integer> QUEUE = Kinds.count("queue", 1000, 0, 100_000);

    private static final Kind<Duration> TIMEOUT = Kinds.limit("queue-timeout", "5s", Duration.ofMillis(1));

    static BackendBounds read(Section section) {
        return new BackendBounds(
                section.number("max-connections", MAX_CONNECTIONS)
                        .map(OptionalInt::of)
                        .orElse(OptionalInt.empty()),
                section.number("queue", QUEUE).orElse(DEFAULT.queue()),
                section.one("queue-timeout", TIMEOUT).orElse(DEFAULT.queueTimeout()));
    }
}
