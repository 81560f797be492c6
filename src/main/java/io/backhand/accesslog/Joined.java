package io.backhand.accesslog;

import org.jspecify.annotations.Nullable;

/**
 * The line of a connection that goes on in another protocol: known when the request has ended, written when the
 * connection has. Thread-safe.
 */
public final class Joined {
    private final Way way;
    private @Nullable Entry entry;
    private @Nullable AccessLog log;

    Joined(Way way) {
        this.way = way;
    }

    /** The request has ended, and the connection goes on. */
    public synchronized void begins(Entry itsEntry, AccessLog itsLog) {
        entry = itsEntry;
        log = itsLog;
    }

    /**
     * The connection has ended; its line is written, once.
     *
     * @param nowNanos the moment, by the clock of {@link System#nanoTime}
     * @param sentBytes moved to the client
     * @param receivedBytes moved from the client
     */
    public synchronized void over(Ended how, long nowNanos, long sentBytes, long receivedBytes) {
        Entry known = entry;
        AccessLog its = log;
        entry = null;
        if (known != null && its != null) {
            way.ended(how);
            its.add(new Entry(known.asked(), known.answered().until(nowNanos, sentBytes, receivedBytes), way));
        }
    }
}
