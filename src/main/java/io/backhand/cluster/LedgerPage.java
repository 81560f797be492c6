package io.backhand.cluster;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What placements read of {@value #LINES} accounts, side by side: a placement that looks at a thousand backends reads
 * some 12 KiB in a row, and not a thousand objects all over the heap. Lines are not used again; a page goes with
 * the last of its accounts.
 *
 * <p>Thread-safe. Which line is whose, the {@link RequestLedger} knows.
 */
final class LedgerPage {
    /** Accounts on a page: few enough that an old page kept for one of them is no waste. */
    static final int LINES = 64;

    /** Added to the requests in flight of a backend that is kept out, so that one read tells both. */
    static final int OUT = 1 << 30;

    private static final long NO_LATENCY = -1;

    private final AtomicIntegerArray inFlight = new AtomicIntegerArray(LINES);
    private final AtomicLongArray latencyNanos = new AtomicLongArray(LINES);

    /** A page of accounts without a request. */
    LedgerPage() {
        for (int line = 0; line < LINES; line++) {
            latencyNanos.setPlain(line, NO_LATENCY);
        }
    }

    /** Requests in flight; {@link #OUT} more where the backend was kept out and may still be. */
    int inFlight(int line) {
        return inFlight.getPlain(line);
    }

    /** One request more, or less; returns what {@link #inFlight} was. */
    int add(int line, int requests) {
        return inFlight.getAndAdd(line, requests);
    }

    /** Marks the backend as kept out, or as not. Not for two threads at once. */
    void setOut(int line, boolean out) {
        boolean before = inFlight.get(line) >= OUT;
        if (out != before) {
            inFlight.getAndAdd(line, out ? OUT : -OUT);
        }
    }

    /** Moving mean of the time to the first response byte, or -1 where there was none yet. */
    long latencyNanos(int line) {
        return latencyNanos.getPlain(line);
    }

    void setLatencyNanos(int line, long nanos) {
        latencyNanos.setOpaque(line, nanos);
    }
}
