package io.backhand.proxy.upstream.http1;

import java.util.ArrayDeque;
import org.eclipse.jetty.util.NanoTime;
import org.jspecify.annotations.Nullable;

/**
 * The idle connections to one contact on one selector, the last used first: those that carry requests stay warm, and
 * those that are too many grow old.
 *
 * <p>Thread-safe. A connection closed while it is here leaves by itself.
 */
final class IdleConnections {
    private final Lane lane;
    private final ContactConnections contact;
    private final ArrayDeque<BackendConnection> stack = new ArrayDeque<>();

    IdleConnections(Lane lane, ContactConnections contact) {
        this.lane = lane;
        this.contact = contact;
    }

    Lane lane() {
        return lane;
    }

    /** All connections to the same contact. */
    ContactConnections contact() {
        return contact;
    }

    /** Gives the exchange the connection last used; null where there is none. */
    synchronized @Nullable BackendConnection take(Exchange exchange) {
        BackendConnection connection;
        while ((connection = stack.pollFirst()) != null) {
            if (connection.lease().take(exchange)) {
                return connection;
            }
        }
        return null;
    }

    /** Gives the exchange the connection that was idle longest, where that is for so long at least; null where it is not. */
    synchronized @Nullable BackendConnection takeOldest(Exchange exchange, long idleNanos) {
        BackendConnection connection;
        while ((connection = stack.peekLast()) != null
                && NanoTime.elapsed(connection.lease().idleSinceNanoTime(), NanoTime.now()) >= idleNanos) {
            stack.pollLast();
            if (connection.lease().take(exchange)) {
                return connection;
            }
        }
        return null;
    }

    synchronized void put(BackendConnection connection) {
        stack.addFirst(connection);
    }

    synchronized void remove(BackendConnection connection) {
        stack.removeLastOccurrence(connection);
    }

    synchronized int size() {
        return stack.size();
    }
}
