package io.backhand.config;

import io.backhand.cluster.Sizes;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * What the clients of a {@code [[listen]]} are held to.
 *
 * @param headerBytes {@code header-size}: of a request line and its headers, 4 to 64 KiB; 32 KiB where not set: cookies and
 *     all, twice what browsers and httpd are known to send
 * @param headerTimeout {@code header-timeout}: from a request's first byte to the end of its header, for the first one of a
 *     connection from when that was accepted; 10s where not set: a browser on a bad line needs a second or two, and
 *     httpd's mod_reqtimeout gives 20 to 40. Zero is none
 * @param idleTimeout {@code idle-timeout}: after which a connection is closed on which nothing moves, between requests and
 *     within one; 60s where not set, as httpd's Timeout. A client that waits for its answer is not idle. For AJP the key
 *     means something else, see {@link BalancerConfig.Ajp}
 * @param maxConnections {@code max-connections}: how many there may be at once; where not set {@link #USUAL_CONNECTIONS}, or
 *     what the files that the process may open leave room for
 */
public record ClientLimits(int headerBytes, Duration headerTimeout, Duration idleTimeout, OptionalInt maxConnections) {
    /** What holds where nothing is set. */
    public static final ClientLimits DEFAULT =
            new ClientLimits(32 * 1024, Duration.ofSeconds(10), Duration.ofSeconds(60), OptionalInt.empty());

    /** Some 100 MB where all have a request under way; more than a machine of two processors serves. */
    public static final int USUAL_CONNECTIONS = 10_000;

    private static final int MIN_HEADER_BYTES = 4 * 1024;

    /** What backends are sent at most, and what Apache httpd takes. */
    private static final int MAX_HEADER_BYTES = 64 * 1024;

    /** What a process can have open on Linux, by its own default. */
    private static final int MOST_CONNECTIONS = 1_048_576;

    private static final Kind<Integer> HEADER_SIZE = new Kind<>("64KiB", ClientLimits::headerSize);
    private static final Kind<Integer> MAX_CONNECTIONS =
            Kinds.count("max-connections", USUAL_CONNECTIONS, 1, MOST_CONNECTIONS);

    /** Shorter, and a page's next request would hardly find the connection open. */
    private static final Duration SHORTEST_IDLE_TIMEOUT = Duration.ofSeconds(1);

    /** The same with headers of another size. */
    public ClientLimits withHeaderBytes(int others) {
        return new ClientLimits(others, headerTimeout, idleTimeout, maxConnections);
    }

    static ClientLimits read(Section section) {
        return new ClientLimits(
                section.one("header-size", HEADER_SIZE).orElse(DEFAULT.headerBytes()),
                section.one("header-timeout", Kinds.limit("header-timeout", "10s", Duration.ZERO))
                        .orElse(DEFAULT.headerTimeout()),
                idleTimeout(section),
                section.number("max-connections", MAX_CONNECTIONS)
                        .map(OptionalInt::of)
                        .orElse(OptionalInt.empty()));
    }

    private static Duration idleTimeout(Section section) {
        return section.has("ajp")
                ? DEFAULT.idleTimeout()
                : section.one("idle-timeout", Kinds.limit("idle-timeout", "60s", SHORTEST_IDLE_TIMEOUT))
                        .orElse(DEFAULT.idleTimeout());
    }

    private static int headerSize(String text) {
        long bytes = Sizes.parseBytes(text);
        if (bytes < MIN_HEADER_BYTES || bytes > MAX_HEADER_BYTES) {
            throw new IllegalArgumentException(
                    "header-size takes a size from 4KiB to 64KiB, not " + Shown.quoted(text));
        }
        return (int) bytes;
    }
}
