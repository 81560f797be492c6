package io.backhand.server;

import io.backhand.cluster.NanoClock;
import io.backhand.heartbeat.HeartbeatCodec;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Lines for the log that show datagrams of an unknown kind, so that whoever has a sender of them can settle what they
 * hold: so many and no more, one in {@link #LINE_EVERY} at most, each with up to {@link HeartbeatCodec#MAX_BYTES} bytes.
 * Thread-safe.
 */
final class UnknownDatagrams {
    /** Time between two lines. A real sender has one a second; a flood must not take the listening thread's time. */
    static final Duration LINE_EVERY = Duration.ofMillis(100);

    private final int limit;
    private final NanoClock clock;
    private int shown;
    private long lastLineNanos;

    /**
     * One that has shown none.
     *
     * @param limit how many are shown in all; 0 is none
     */
    UnknownDatagrams(int limit, NanoClock clock) {
        this.limit = limit;
        this.clock = clock;
    }

    /** The line on a datagram, where it is to be shown. */
    synchronized Optional<String> lineOn(byte[] datagram, int length, InetAddress sender) {
        long now = clock.nanoTime();
        boolean tooSoon = shown > 0 && now - lastLineNanos < LINE_EVERY.toNanos();
        if (shown >= limit || tooSoon) {
            return Optional.empty();
        }
        shown++;
        lastLineNanos = now;
        int bytes = Math.min(length, HeartbeatCodec.MAX_BYTES);
        return Optional.of("unknown datagram %d of %d from %s, %s: %s"
                .formatted(
                        shown,
                        limit,
                        sender.getHostAddress(),
                        bytes < length ? "more than " + bytes + " bytes, the first of them" : length + " bytes",
                        HexFormat.of().formatHex(datagram, 0, bytes)));
    }
}
