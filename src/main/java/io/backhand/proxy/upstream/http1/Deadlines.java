package io.backhand.proxy.upstream.http1;

import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.CyclicTimeouts;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * One timer for all connections: each has a deadline that changes with every request, and most changes cost a
 * comparison here, since the timer goes off early enough already.
 *
 * <p>Thread-safe.
 */
final class Deadlines extends CyclicTimeouts<BackendConnection> {
    private final Set<BackendConnection> connections = ConcurrentHashMap.newKeySet();

    /** The timer goes off by then, or before. */
    private volatile long earliestNanoTime = never();

    Deadlines(Scheduler scheduler) {
        super(scheduler);
    }

    void add(BackendConnection connection) {
        connections.add(connection);
    }

    void remove(BackendConnection connection) {
        connections.remove(connection);
    }

    /** The connection's deadline is now this one. */
    void changed(BackendConnection connection, long deadlineNanoTime) {
        if (NanoTime.isBefore(deadlineNanoTime, earliestNanoTime)) {
            earliestNanoTime = deadlineNanoTime;
            schedule(connection);
        }
    }

    @Override
    protected Iterator<BackendConnection> iterator() {
        // Whoever changes a deadline from now on has to look whether the timer must be set anew.
        earliestNanoTime = never();
        return connections.iterator();
    }

    @Override
    protected boolean onExpired(BackendConnection connection) {
        connection.expired();
        return false;
    }

    /** So far off that the difference to now is still one. */
    private static long never() {
        return NanoTime.now() + Long.MAX_VALUE / 2;
    }
}
