package io.backhand.testing;

import java.time.Duration;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/** A backend on Jetty, in this JVM, that answers as a test says, on a thread that may block. */
public final class HandlerBackend implements AutoCloseable {
    private final Server server = new Server();
    private final ServerConnector connector;
    private final String scheme;

    private HandlerBackend(Answer answer, SslContextFactory.@Nullable Server tls) throws Exception {
        scheme = tls == null ? "http" : "https";
        connector = tls == null ? new ServerConnector(server) : new ServerConnector(server, tls);
        start(answer);
    }

    private HandlerBackend(Answer answer, ConnectionFactory... protocols) throws Exception {
        scheme = "http";
        connector = new ServerConnector(server, protocols);
        start(answer);
    }

    private void start(Answer answer) throws Exception {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                answer.to(request, response, callback);
                return true;
            }
        });
        server.start();
    }

    /** How it answers. */
    @FunctionalInterface
    public interface Answer {
        /** Completes the callback, now or later. */
        void to(Request request, Response response, Callback callback) throws Exception;
    }

    /** Starts one. */
    public static HandlerBackend answering(Answer answer) throws Exception {
        return new HandlerBackend(answer, (SslContextFactory.Server) null);
    }

    /** Starts one that speaks TLS. */
    public static HandlerBackend answering(Answer answer, SslContextFactory.Server tls) throws Exception {
        return new HandlerBackend(answer, tls);
    }

    /** Starts one that speaks these protocols. */
    public static HandlerBackend answering(Answer answer, ConnectionFactory... protocols) throws Exception {
        return new HandlerBackend(answer, protocols);
    }

    /** Has it close connections that are idle for so long. */
    public HandlerBackend closingIdleAfter(Duration timeout) {
        connector.setIdleTimeout(timeout.toMillis());
        return this;
    }

    /** Where it listens. */
    public String url() {
        return scheme + "://127.0.0.1:" + connector.getLocalPort();
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }
}
