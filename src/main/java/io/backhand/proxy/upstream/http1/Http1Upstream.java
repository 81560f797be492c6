package io.backhand.proxy.upstream.http1;

import io.backhand.cluster.Contact;
import io.backhand.proxy.upstream.BackendExchange;
import io.backhand.proxy.upstream.BackendRequest;
import io.backhand.proxy.upstream.BackendResponseListener;
import io.backhand.proxy.upstream.BackendSelector;
import io.backhand.proxy.upstream.BackendSelectors;
import io.backhand.proxy.upstream.Upstream;
import io.backhand.proxy.upstream.UpstreamFailure.Reason;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * HTTP/1.1 backends, plain or over TLS. Each connection carries one request at a time and lives on a selector: that of
 * the client it serves where selectors are shared, so that one thread sees a request through.
 *
 * <p>There is no queue: a request that finds no idle connection makes one, up to {@link ContactConnections#MAX} a
 * backend, and past that is told so. Thread-safe; never blocks.
 */
public final class Http1Upstream implements Upstream {
    /**
     * One read of a response that has filled a buffer already: what moves big responses with few calls. Where the
     * server's pool keeps no buffers so big, the biggest that it keeps are used.
     */
    public static final int BULK_BYTES = 256 * 1024;

    /** What Jetty's pools keep as they come. */
    private static final int JETTYS_BIGGEST_BYTES = 64 * 1024;

    /** How long an idle connection is kept; shorter than the keep-alive of common servers saves stale ones. */
    public static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);

    /** Contacts remembered; past it, those without a connection are forgotten. */
    private static final int MAX_CONTACTS = 8192;

    private final BackendSelectors selectors;
    private final Resources resources;
    private final Duration idleTimeout;
    private final Deadlines deadlines;
    private final Map<BackendSelector, Lane> lanes = new ConcurrentHashMap<>();
    private final Map<Contact, ContactConnections> contacts = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * What it shares with the server.
     *
     * @param executor threads that may block: names are looked up there
     * @param scheduler for time limits; started and stopped by its owner
     * @param buffers where buffers come from; best those of {@link #BULK_BYTES} too
     * @param tls how https backends are verified
     */
    public record Resources(
            Executor executor, Scheduler scheduler, ByteBufferPool buffers, SslContextFactory.Client tls) {}

    private Http1Upstream(BackendSelectors selectors, Resources resources, Duration idleTimeout) {
        this.selectors = selectors;
        this.resources = resources;
        this.idleTimeout = idleTimeout;
        this.deadlines = new Deadlines(resources.scheduler());
    }

    /** One that keeps idle connections for {@link #IDLE_TIMEOUT}. */
    public static Http1Upstream start(BackendSelectors selectors, Resources resources) {
        return start(selectors, resources, IDLE_TIMEOUT);
    }

    /**
     * Starts one.
     *
     * @param selectors where its connections live; stopped by their owner, after this was closed
     * @param idleTimeout how long an idle connection is kept, where its backend does not close earlier
     */
    public static Http1Upstream start(BackendSelectors selectors, Resources resources, Duration idleTimeout) {
        try {
            resources.tls().start();
        } catch (Exception e) {
            throw new IllegalStateException("TLS to backends does not start", e);
        }
        return new Http1Upstream(selectors, resources, idleTimeout);
    }

    @Override
    public BackendExchange send(Contact contact, BackendRequest backendRequest, BackendResponseListener listener) {
        Lane lane = laneOf(selectors.near(backendRequest.clientEndPoint()));
        Exchange exchange = new Exchange(this, lane.to(connectionsTo(contact)), backendRequest, listener);
        if (closed) {
            exchange.fail(Reason.CONNECT, new IllegalStateException("the balancer stops"));
        } else {
            exchange.dispatch();
        }
        return exchange;
    }

    @Override
    public void closesIdleAfter(Contact contact, Duration timeout) {
        ContactConnections known = contacts.get(contact);
        if (known != null) {
            known.idleLimit().announced(timeout);
        }
    }

    @Override
    public void close() {
        closed = true;
        IllegalStateException cause = new IllegalStateException("the balancer stops");
        contacts.values().forEach(connections -> connections.close(cause));
        deadlines.destroy();
        LifeCycle.stop(resources.tls());
    }

    /** Connections kept for requests to come, to all backends; counted when asked. */
    public int idleConnections() {
        return contacts.values().stream().mapToInt(ContactConnections::idle).sum();
    }

    Executor executor() {
        return resources.executor();
    }

    Scheduler scheduler() {
        return resources.scheduler();
    }

    ByteBufferPool buffers() {
        return resources.buffers();
    }

    SslContextFactory.Client tls() {
        return resources.tls();
    }

    Deadlines deadlines() {
        return deadlines;
    }

    private Lane laneOf(BackendSelector selector) {
        Lane known = lanes.get(selector);
        return known != null
                ? known
                : lanes.computeIfAbsent(selector, added -> new Lane(added, resources.buffers(), bulkBytes()));
    }

    private int bulkBytes() {
        return resources.buffers() instanceof ArrayByteBufferPool pool
                ? Math.min(BULK_BYTES, pool.getMaxCapacity())
                : JETTYS_BIGGEST_BYTES;
    }

    private ContactConnections connectionsTo(Contact contact) {
        ContactConnections known = contacts.get(contact);
        return known != null ? known : contacts.computeIfAbsent(contact, this::newConnections);
    }

    private ContactConnections newConnections(Contact contact) {
        if (contacts.size() >= MAX_CONTACTS) {
            resources.executor().execute(this::forgetUnused);
        }
        return new ContactConnections(contact, new Resolver(contact.host(), resources.executor()), idleTimeout);
    }

    private void forgetUnused() {
        contacts.forEach((contact, connections) -> {
            if (connections.isEmpty() && contacts.remove(contact, connections)) {
                lanes.values().forEach(lane -> lane.forget(connections));
            }
        });
    }
}
