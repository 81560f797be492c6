package io.backhand.proxy.upstream.http1;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Whose a connection is: it is being opened, idle, an exchange's, or closed. While it is idle it is at home, where
 * requests find it; until it has ended it counts there, and its deadline is looked at.
 *
 * <p>Thread-safe: a compare-and-set decides.
 */
final class Lease {
    private static final Object OPENING = new Object();
    private static final Object IDLE = new Object();
    private static final Object CLOSED = new Object();

    private final BackendConnection connection;
    private final IdleConnections home;
    private final Deadlines deadlines;

    /** One of the above, or the exchange it carries. */
    private final AtomicReference<Object> holder = new AtomicReference<>(OPENING);

    private final AtomicBoolean counted = new AtomicBoolean(true);
    private volatile long idleSinceNanoTime;

    /** Of a connection that is being opened, and counts from now on. */
    Lease(BackendConnection connection, IdleConnections home, Deadlines deadlines) {
        this.connection = connection;
        this.home = home;
        this.deadlines = deadlines;
        home.contact().opened(connection);
        deadlines.add(connection);
    }

    boolean isOpening() {
        return holder.get() == OPENING;
    }

    boolean isIdle() {
        return holder.get() == IDLE;
    }

    boolean isClosed() {
        return holder.get() == CLOSED;
    }

    /** Whether the connection has not ended yet. */
    boolean isCounted() {
        return counted.get();
    }

    /** The exchange whose it is; null where it is no exchange's. */
    @Nullable
    Exchange exchange() {
        return holder.get() instanceof Exchange exchange ? exchange : null;
    }

    long idleSinceNanoTime() {
        return idleSinceNanoTime;
    }

    /** It is open; false where it is closed already. */
    boolean openFor(Exchange exchange) {
        return holder.compareAndSet(OPENING, exchange);
    }

    /** Gives it to an exchange where it is idle. */
    boolean take(Exchange exchange) {
        return holder.compareAndSet(IDLE, exchange);
    }

    /** The exchange has done with it; false where it is not that exchange's. */
    boolean free(Exchange before, long nowNanoTime) {
        idleSinceNanoTime = nowNanoTime;
        return holder.compareAndSet(before, IDLE);
    }

    /** From now on requests find it. */
    void goHome() {
        home.put(connection);
        if (!counted.get()) {
            // It was closed on its way here, and nobody has taken it out.
            holder.compareAndSet(IDLE, CLOSED);
            home.remove(connection);
        }
    }

    /** The exchange has found it closed. */
    void giveUp(Exchange exchange) {
        holder.compareAndSet(exchange, CLOSED);
    }

    /** Until when it may stay idle, if it is from now on. */
    long idleUntil(long nowNanoTime) {
        return nowNanoTime + home.contact().idleLimit().nanos(nowNanoTime);
    }

    /** The backend has closed it; false where it is not idle. */
    boolean endIdleByBackend(long nowNanoTime) {
        boolean wasIdle = endIdle();
        if (wasIdle) {
            home.contact().idleLimit().closedAfter(nowNanoTime - idleSinceNanoTime, nowNanoTime);
        }
        return wasIdle;
    }

    /** Nobody gets it any more; false where it is not idle. */
    boolean endIdle() {
        boolean wasIdle = holder.compareAndSet(IDLE, CLOSED);
        if (wasIdle) {
            home.remove(connection);
        }
        return wasIdle;
    }

    /** It is not the upstream's any more. */
    void handOver() {
        holder.set(CLOSED);
        end();
    }

    /** The connection has ended; any thread may say so, and again. */
    void end() {
        if (counted.compareAndSet(true, false)) {
            endIdle();
            home.contact().closed(connection);
            deadlines.remove(connection);
        }
    }
}
