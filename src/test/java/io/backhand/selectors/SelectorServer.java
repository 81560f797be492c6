package io.backhand.selectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.proxy.upstream.BackendSelectors;
import io.backhand.testing.HandlerBackend.Answer;
import io.backhand.testing.TestBalancer;
import java.util.List;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/** A server on loopback whose handler runs on selectors' threads. When it is closed, no buffer may be lost. */
final class SelectorServer implements AutoCloseable {
    private final ArrayByteBufferPool.Tracking buffers = new ArrayByteBufferPool.Tracking();
    private final SelectorThreadPool threads;
    private final Server server;
    private final List<SharedConnector> connectors;

    private SelectorServer(Tricks tricks, SslContextFactory.@Nullable Server tls, Answer answer) throws Exception {
        threads = new SelectorThreadPool(64, tricks);
        server = new Server(threads, null, buffers);
        HttpConfiguration configuration = new HttpConfiguration();
        HttpConnectionFactory http = new HttpConnectionFactory(configuration);
        SharedConnector plain = connector(tricks, http, new HTTP2CServerConnectionFactory(configuration));
        connectors = tls == null
                ? List.of(plain)
                : List.of(
                        plain,
                        connector(
                                tricks,
                                new SslConnectionFactory(tls, "http/1.1"),
                                new HttpConnectionFactory(secure())));
        server.setHandler(new Handler.Abstract.NonBlocking() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                answer.to(request, response, callback);
                return true;
            }
        });
        server.start();
        assertThat(server.getInvocationType()).isEqualTo(Invocable.InvocationType.NON_BLOCKING);
    }

    private static HttpConfiguration secure() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.addCustomizer(new SecureRequestCustomizer(false));
        return configuration;
    }

    private SharedConnector connector(Tricks tricks, ConnectionFactory... factories) {
        SharedConnector connector = new SharedConnector(server, tricks, factories);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        return connector;
    }

    static SelectorServer answering(Tricks tricks, Answer answer) throws Exception {
        return new SelectorServer(tricks, null, answer);
    }

    static SelectorServer answering(Tricks tricks, SslContextFactory.Server tls, Answer answer) throws Exception {
        return new SelectorServer(tricks, tls, answer);
    }

    int port() {
        return connectors.get(0).getLocalPort();
    }

    int tlsPort() {
        return connectors.get(1).getLocalPort();
    }

    SharedConnector connector() {
        return connectors.get(0);
    }

    SelectorThreadPool threads() {
        return threads;
    }

    /** Buffers that somebody holds now. */
    int buffersHeld() {
        return buffers.getLeaks().size();
    }

    BackendSelectors selectors() {
        return SharedSelectors.of(server).orElseThrow();
    }

    void stop() throws Exception {
        server.stop();
    }

    @Override
    public void close() throws Exception {
        TestBalancer.await(
                "every buffer is given back", () -> buffers.getLeaks().isEmpty());
        server.stop();
        TestBalancer.await(
                "every buffer is given back", () -> buffers.getLeaks().isEmpty());
    }
}
