package io.backhand.ajp;

import io.backhand.cluster.NanoClock;
import java.time.Duration;

/**
 * What a connection waits for while no request is under way, and since when. Thread-safe: the connection writes, and who
 * looks after all connections reads.
 */
final class AjpPatience {
    /** A packet that has begun: one side of httpd's writes it at once. */
    private static final Duration REST = Duration.ofSeconds(20);

    /** What was asked for of a body that nobody reads any more: longer than its client is likely to take for it. */
    private static final Duration OWED = Duration.ofSeconds(5);

    /** For the other side to read the end of a response, and close. */
    private static final Duration END = Duration.ofSeconds(2);

    private final NanoClock clock;
    private volatile For what = For.NOTHING;
    private volatile long sinceNanos;

    /** What may be waited for. */
    enum For {
        /** A request is under way, which has limits of its own. */
        NOTHING,
        REQUEST,
        REST,
        OWED,
        END
    }

    AjpPatience(NanoClock clock) {
        this.clock = clock;
    }

    void begin(For next) {
        // The rest of a packet that trickles in is one wait.
        if (next != what || next == For.REQUEST) {
            sinceNanos = clock.nanoTime();
            what = next;
        }
    }

    void end() {
        what = For.NOTHING;
    }

    boolean isFor(For wanted) {
        return what == wanted;
    }

    /** Whether nobody but this bounds the wait. */
    boolean isBounded() {
        return what != For.NOTHING;
    }

    /** Whether it has waited too long; the idle limit is for the wait between requests, and zero is none. */
    boolean isOver(Duration idle) {
        // In this order: who begins to wait says since when before it says for what.
        For its = what;
        long waitedNanos = clock.nanoTime() - sinceNanos;
        return switch (its) {
            case NOTHING -> false;
            case REQUEST -> !idle.isZero() && waitedNanos >= idle.toNanos();
            case REST -> waitedNanos >= REST.toNanos();
            case OWED -> waitedNanos >= OWED.toNanos();
            case END -> waitedNanos >= END.toNanos();
        };
    }
}
