package io.backhand.proxy.upstream.http2;

import io.backhand.cluster.Contact;
import io.backhand.proxy.upstream.BackendExchange;
import io.backhand.proxy.upstream.BackendRequest;
import io.backhand.proxy.upstream.BackendResponseListener;
import io.backhand.proxy.upstream.Upstream;
import java.util.concurrent.Executor;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Origin;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.HttpClientTransportOverHTTP2;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * HTTP/2 backends, by prior knowledge ({@code h2c}) or over TLS and ALPN ({@code h2}), by Jetty's {@link HttpClient},
 * stripped of all that changes a message. Requests to one backend share its connections.
 *
 * <p>Thread-safe; never blocks. Listeners run on the client's selector thread.
 */
public final class Http2Upstream implements Upstream {
    /** How long a connection without a request is kept. */
    private static final long IDLE_MILLIS = 30_000;

    /** Past any connect timeout that a route may sensibly have; the route's own is kept by a timer. */
    private static final long MAX_CONNECT_MILLIS = 120_000;

    /** Of one header block, either way: what Apache httpd accepts of a request, and Jetty's common answer. */
    private static final int MAX_HEADER_BYTES = 64 * 1024;

    /** Connections to one backend, each with as many requests as it allows at once. */
    private static final int MAX_CONNECTIONS = 64;

    /** Requests that wait for a stream of one backend; past it they go elsewhere. */
    private static final int MAX_QUEUED = 1024;

    private final HttpClient client;

    private Http2Upstream(HttpClient client) {
        this.client = client;
    }

    /**
     * Starts one.
     *
     * @param executor the pool its selector runs on
     * @param scheduler for time limits; started by its owner
     * @param buffers where buffers come from
     * @param tls how h2 backends are verified
     */
    public static Http2Upstream start(
            Executor executor, Scheduler scheduler, ByteBufferPool buffers, SslContextFactory.Client tls) {
        ClientConnector connector = new ClientConnector();
        connector.setSelectors(1);
        connector.setSslContextFactory(tls);
        HttpClient client = new HttpClient(new HttpClientTransportOverHTTP2(new HTTP2Client(connector)));
        client.setName("upstream-http2");
        client.setExecutor(executor);
        client.setScheduler(scheduler);
        client.setByteBufferPool(buffers);
        passMessagesUnchanged(client);
        limit(client);
        try {
            client.start();
        } catch (Exception e) {
            throw new IllegalStateException("the client for HTTP/2 backends does not start", e);
        }
        // Both are filled on start.
        client.getContentDecoderFactories().clear();
        client.getProtocolHandlers().clear();
        client.getProtocolHandlers().put(new InterimResponses());
        return new Http2Upstream(client);
    }

    @Override
    public BackendExchange send(Contact contact, BackendRequest backendRequest, BackendResponseListener listener) {
        Http2Exchange exchange = new Http2Exchange(backendRequest, listener, client.getScheduler());
        RawRequest raw;
        try {
            raw = new RawRequest(client, backendRequest, contact.webScheme(), exchange);
        } catch (IllegalArgumentException e) {
            exchange.refuse(e);
            return exchange;
        }
        exchange.send(destinationOf(contact), raw);
        return exchange;
    }

    @Override
    public void close() {
        LifeCycle.stop(client);
    }

    private Destination destinationOf(Contact contact) {
        return client.resolveDestination(new Origin(contact.webScheme(), contact.host(), contact.port()));
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
        client.setDestinationIdleTimeout(2 * IDLE_MILLIS);
        client.setMaxConnectionsPerDestination(MAX_CONNECTIONS);
        client.setMaxRequestsQueuedPerDestination(MAX_QUEUED);
        client.setMaxRequestHeadersSize(MAX_HEADER_BYTES);
        client.setMaxResponseHeadersSize(MAX_HEADER_BYTES);
    }
}
