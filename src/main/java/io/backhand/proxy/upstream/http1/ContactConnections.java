package io.backhand.proxy.upstream.http1;

import io.backhand.cluster.Contact;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * All connections to one contact, on whichever selector, and their count.
 *
 * <p>A request takes an idle connection of the selector it is on, so that one thread sees it through. Where there is
 * none, one is made there, unless a connection of another selector has been idle for {@link #SURPLUS_NANOS}: that
 * selector has more than it needs, and a warm connection is cheaper than a new one. At {@link #MAX} any idle one will do.
 *
 * <p>Thread-safe.
 */
final class ContactConnections {
    /** Connections to one backend, under way, idle or being made: what a big Tomcat accepts, half over. */
    static final int MAX = 4096;

    /** A connection unused for so long is one that its selector can spare. */
    private static final long SURPLUS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Contact contact;
    private final Resolver resolver;
    private final FieldMemo memo = new FieldMemo();
    private final IdleLimit idleLimit;
    private final List<IdleConnections> lanes = new CopyOnWriteArrayList<>();
    private final Set<BackendConnection> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();

    ContactConnections(Contact contact, Resolver resolver, Duration idleTimeout) {
        this.contact = contact;
        this.resolver = resolver;
        this.idleLimit = new IdleLimit(idleTimeout);
    }

    Contact contact() {
        return contact;
    }

    Resolver resolver() {
        return resolver;
    }

    /** The fields its responses have. */
    FieldMemo memo() {
        return memo;
    }

    /** How long each may be idle. */
    IdleLimit idleLimit() {
        return idleLimit;
    }

    /** The idle ones on a selector that had none before. */
    IdleConnections on(Lane lane) {
        IdleConnections added = new IdleConnections(lane, this);
        lanes.add(added);
        return added;
    }

    /** One that another selector can spare, now the exchange's; null where there is none. */
    @Nullable
    BackendConnection borrow(IdleConnections borrower, Exchange exchange) {
        long idleNanos = count.get() < MAX ? SURPLUS_NANOS : 0;
        for (IdleConnections lender : lanes) {
            BackendConnection spare = lender == borrower ? null : lender.takeOldest(exchange, idleNanos);
            if (spare != null) {
                return spare;
            }
        }
        return null;
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
    void opened(BackendConnection connection) {
        open.add(connection);
    }

    /** A connection has ended. */
    void closed(BackendConnection connection) {
        if (open.remove(connection)) {
            count.decrementAndGet();
        }
    }

    /** Whether none is open or being made. */
    boolean isEmpty() {
        return count.get() == 0;
    }

    /** How many are idle now. */
    int idle() {
        return lanes.stream().mapToInt(IdleConnections::size).sum();
    }

    /** Ends them all, and with them what is under way. */
    void close(Throwable cause) {
        open.forEach(connection -> connection.shutDown(cause));
    }
}
