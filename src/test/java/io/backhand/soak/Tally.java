package io.backhand.soak;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/** What came of the requests. Thread-safe. */
final class Tally {
    /** Enough to see what is wrong. */
    private static final int TOLD = 20;

    private final LongAdder done = new LongAdder();
    private final LongAdder brokenOff = new LongAdder();
    private final LongAdder atKills = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private final List<Kill> kills = new CopyOnWriteArrayList<>();

    private record Kill(long begunNanos, long endedNanos) {}

    /** A request was answered as it should be. */
    void done() {
        done.increment();
    }

    /** A client broke its request off on purpose. */
    void brokenOff() {
        brokenOff.increment();
    }

    /** A server was killed. */
    void killed(long begunNanos, long endedNanos) {
        kills.add(new Kill(begunNanos, endedNanos));
    }

    /** A request failed that was begun then, and has just ended. */
    void failed(long begunNanos, String what) {
        // Its response may have begun at the server that was killed, and there is nothing a balancer could do.
        if (kills.stream()
                .anyMatch(kill -> begunNanos - kill.endedNanos < 0 && System.nanoTime() - kill.begunNanos > 0)) {
            atKills.increment();
            return;
        }
        errors.increment();
        if (told.size() < TOLD) {
            told.add(what);
            System.err.println("soak: " + what);
        }
    }

    /** Requests so far, whatever came of them. */
    long requests() {
        return done.sum() + brokenOff.sum() + atKills.sum() + errors();
    }

    /** Those that failed and should not have. */
    long errors() {
        return errors.sum();
    }

    /** All of it in words. */
    String summary() {
        StringBuilder text = new StringBuilder(
                "%d requests: %d done, %d broken off by their clients, %d under way at one of %d kills, %d errors"
                        .formatted(requests(), done.sum(), brokenOff.sum(), atKills.sum(), kills.size(), errors()));
        told.forEach(error -> text.append("\n  ").append(error));
        return text.append('\n').toString();
    }
}
