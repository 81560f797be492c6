package io.backhand.proxy.upstream;

import io.backhand.cluster.Contact;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.client.Connection;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Origin;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.CyclicTimeouts;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * HTTP/1.1 backends, plain or over TLS, by Jetty's {@link HttpClient}.
 *
 * <p>The client is stripped of all that changes a message, and its connections are handed out here, so that each
 * failure can be told apart: see {@link BackendConnections}. Listeners run on the client's selector thread.
 */
public final class HttpClientUpstream implements Upstream {
    /** How long an idle connection is kept; shorter than the keep-alive of common servers saves stale ones. */
    private static final long IDLE_MILLIS = 30_000;

    /** Past any connect timeout that a route may sensibly have; the route's own is kept by a timer here. */
    private static final long MAX_CONNECT_MILLIS = 120_000;

    /** Of one header block, either way: what Apache httpd accepts of a request, and Jetty's common answer. */
    private static final int MAX_HEADER_BYTES = 64 * 1024;

    /** One read from a backend; a bigger one moves big responses with fewer calls. */
    private static final int RESPONSE_BUFFER_BYTES = 32 * 1024;

    /** Contacts remembered; past it, those without a connection are forgotten. */
    private static final int MAX_CONTACTS = 8192;

    private final HttpClient client;
    private final Map<Contact, BackendConnections> contacts = new ConcurrentHashMap<>();
    private final Set<Attempt> awaitingFirstByte = ConcurrentHashMap.newKeySet();
    private final FirstByteTimeouts firstByteTimeouts;

    private HttpClientUpstream(HttpClient client) {
        this.client = client;
        this.firstByteTimeouts = new FirstByteTimeouts(client.getScheduler());
    }

    /**
     * Starts one.
     *
     * @param executor the pool its selector runs on
     * @param scheduler for time limits; started by its owner
     * @param buffers where buffers come from
     * @param tls how https backends are verified, see {@link UpstreamTls}
     */
    public static HttpClientUpstream start(
            Executor executor, Scheduler scheduler, ByteBufferPool buffers, SslContextFactory.Client tls) {
        ClientConnector connector = new ClientConnector();
        connector.setSelectors(1);
        connector.setSslContextFactory(tls);
        HttpClientTransportOverHTTP transport = new HttpClientTransportOverHTTP(connector);
        transport.setInvocationType(InvocationType.NON_BLOCKING);
        transport.setHeaderCacheCaseSensitive(true);
        HttpClient client = new HttpClient(transport);
        client.setName("upstream");
        client.setExecutor(executor);
        client.setScheduler(scheduler);
        client.setByteBufferPool(buffers);
        passMessagesUnchanged(client);
        limit(client);
        try {
            client.start();
        } catch (Exception e) {
            throw new IllegalStateException("the client for backends does not start", e);
        }
        // Both are filled on start.
        client.getContentDecoderFactories().clear();
        client.getProtocolHandlers().clear();
        client.getProtocolHandlers().put(new InterimResponses());
        return new HttpClientUpstream(client);
    }

    @Override
    public BackendExchange send(Contact contact, BackendRequest backendRequest, BackendResponseListener listener) {
        Attempt attempt = new Attempt(this, connectionsTo(contact), backendRequest, listener);
        attempt.start();
        return attempt;
    }

    @Override
    public void close() {
        contacts.values().forEach(BackendConnections::close);
        firstByteTimeouts.destroy();
        LifeCycle.stop(client);
    }

    /** Connections kept for requests to come, to all backends; counted when asked. */
    public int idleConnections() {
        return contacts.values().stream().mapToInt(BackendConnections::idle).sum();
    }

    HttpClient client() {
        return client;
    }

    /** Makes a connection for an attempt; where it comes too late for it, the next one has it. */
    void connect(BackendConnections connections, Attempt attempt) {
        if (!connections.reserve()) {
            attempt.overloaded();
            return;
        }
        Scheduler.Task timer = attempt.connectTimeout().isZero()
                ? () -> false
                : client.getScheduler()
                        .schedule(
                                attempt::connectTimedOut,
                                attempt.connectTimeout().toMillis(),
                                TimeUnit.MILLISECONDS);
        AtomicBoolean done = new AtomicBoolean();
        connections.destination().newConnection(new Promise.Invocable.NonBlocking<>() {
            @Override
            public void succeeded(Connection connection) {
                done.set(true);
                timer.cancel();
                connections.opened(connection);
                if (!attempt.connected(connection, false)) {
                    connections.giveBack(connection);
                }
            }

            @Override
            public void failed(Throwable cause) {
                // A connection that was made and failed at once is reported both ways.
                if (done.compareAndSet(false, true)) {
                    timer.cancel();
                    connections.unreserve();
                    attempt.connectFailed(cause);
                }
            }
        });
    }

    void awaitFirstByte(Attempt attempt) {
        if (attempt.getExpireNanoTime() != Long.MAX_VALUE) {
            awaitingFirstByte.add(attempt);
            firstByteTimeouts.schedule(attempt);
        }
    }

    void firstByteCameOrNeverWill(Attempt attempt) {
        awaitingFirstByte.remove(attempt);
    }

    private BackendConnections connectionsTo(Contact contact) {
        BackendConnections known = contacts.get(contact);
        return known != null ? known : contacts.computeIfAbsent(contact, this::newConnections);
    }

    private BackendConnections newConnections(Contact contact) {
        if (contacts.size() >= MAX_CONTACTS) {
            client.getExecutor().execute(this::forgetUnused);
        }
        Origin origin =
                new Origin(contact.scheme(), contact.host(), contact.port(), null, HttpClientTransportOverHTTP.HTTP11);
        return new BackendConnections(client.resolveDestination(origin));
    }

    private void forgetUnused() {
        contacts.forEach((contact, connections) -> {
            if (connections.isEmpty() && contacts.remove(contact, connections)) {
                client.removeDestination(connections.destination());
            }
        });
    }

    private static void passMessagesUnchanged(HttpClient client) {
        client.setFollowRedirects(false);
        client.setUserAgentField(null);
        client.setDefaultRequestContentType(null);
        client.setHttpCookieStore(new HttpCookieStore.Empty());
    }

    private static void limit(HttpClient client) {
        client.setIdleTimeout(IDLE_MILLIS);
        client.setConnectTimeout(MAX_CONNECT_MILLIS);
        client.setMaxRequestHeadersSize(MAX_HEADER_BYTES);
        client.setMaxResponseHeadersSize(MAX_HEADER_BYTES);
        client.setResponseBufferSize(RESPONSE_BUFFER_BYTES);
    }

    /** One timer for all that wait for a backend's first byte. */
    private final class FirstByteTimeouts extends CyclicTimeouts<Attempt> {
        FirstByteTimeouts(Scheduler scheduler) {
            super(scheduler);
        }

        @Override
        protected Iterator<Attempt> iterator() {
            return awaitingFirstByte.iterator();
        }

        @Override
        protected boolean onExpired(Attempt attempt) {
            attempt.expired();
            return true;
        }
    }
}
