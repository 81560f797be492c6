package io.backhand.proxy.upstream;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.client.Connection;
import org.eclipse.jetty.client.Destination;

/**
 * The connections to one contact: those idle, the last used first, and the count of all.
 *
 * <p>Jetty's own pool is not used: it queues a request before it has a connection, fails all that are queued when one
 * connection fails, and does not say whether a connection is fresh.
 *
 * <p>Thread-safe and lock-free. An idle connection that its backend closes, or that was idle too long, closes
 * itself and is passed over here.
 */
final class BackendConnections {
    /** Connections to one backend, under way, idle or being made: what a big Tomcat accepts, half over. */
    static final int MAX = 4096;

    private final Destination destination;
    private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();

    BackendConnections(Destination destination) {
        this.destination = destination;
    }

    Destination destination() {
        return destination;
    }

    /** One that is idle; it is then the caller's. */
    Optional<Connection> take() {
        Connection connection;
        while ((connection = idle.pollFirst()) != null) {
            if (!connection.isClosed()) {
                return Optional.of(connection);
            }
            drop(connection);
        }
        return Optional.empty();
    }

    /** Makes room for a connection about to be made; false where there are too many. */
    boolean reserve() {
        if (count.incrementAndGet() <= MAX) {
            return true;
        }
        count.decrementAndGet();
        return false;
    }

    /** Gives up a reservation whose connection could not be made. */
    void unreserve() {
        count.decrementAndGet();
    }

    /** A connection was made for a reservation. */
    void opened(Connection connection) {
        open.add(connection);
    }

    /** Takes back a connection whose exchange is over. */
    void giveBack(Connection connection) {
        if (connection.isClosed()) {
            drop(connection);
            return;
        }
        idle.addFirst(connection);
        dropOldestIfClosed();
    }

    /** A connection was closed. */
    void drop(Connection connection) {
        if (open.remove(connection)) {
            count.decrementAndGet();
        }
    }

    /** How many are idle now. */
    int idle() {
        return (int) idle.stream().filter(connection -> !connection.isClosed()).count();
    }

    /** Whether none is open or being made. */
    boolean isEmpty() {
        for (Connection connection : open) {
            if (connection.isClosed()) {
                idle.remove(connection);
                drop(connection);
            }
        }
        return count.get() == 0;
    }

    /** Closes them all, and with them what is under way. */
    void close() {
        open.forEach(Connection::close);
    }

    /** The last used goes first, so the closed ones gather at the end; one a call keeps pace. */
    private void dropOldestIfClosed() {
        Connection oldest = idle.peekLast();
        if (oldest != null && oldest.isClosed() && idle.removeLastOccurrence(oldest)) {
            drop(oldest);
        }
    }
}
