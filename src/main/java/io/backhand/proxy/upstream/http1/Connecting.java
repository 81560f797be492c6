package io.backhand.proxy.upstream.http1;

import io.backhand.proxy.upstream.BackendSelector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslClientConnectionFactory;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.IO;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * A connection being made for an exchange, through all addresses of its contact and, for TLS, to the end of the
 * handshake; all of it within the connect timeout. It ends once, as a connection or as a failure; where the exchange
 * is over by then, the connection is there for the next.
 *
 * <p>Thread-safe.
 */
final class Connecting implements BackendSelector.Connecting, Resolver.Listener {
    private final Http1Upstream upstream;
    private final Exchange exchange;
    private InetAddress[] addresses = {};
    private int next;
    private @Nullable SocketChannel channel;
    private @Nullable BackendConnection connection;
    private Scheduler.@Nullable Task timer;
    private boolean ended;
    private volatile boolean handsShaken;

    Connecting(Http1Upstream upstream, Exchange exchange) {
        this.upstream = upstream;
        this.exchange = exchange;
    }

    /** Where it lives when it is idle. */
    IdleConnections idle() {
        return exchange.idle();
    }

    private boolean isSecure() {
        return idle().contact().contact().isSecure();
    }

    /** Begins; a connection is reserved. */
    void start() {
        Duration limit = exchange.request().connectTimeout();
        if (!limit.isZero()) {
            timer = upstream.scheduler()
                    .schedule(() -> timeOut(limit), Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS);
        }
        idle().contact().resolver().resolve(this);
    }

    @Override
    public void resolved(InetAddress[] found) {
        addresses = found;
        connectToNext();
    }

    @Override
    public void unknown(Throwable cause) {
        end(cause);
    }

    @Override
    public Connection connected(EndPoint endPoint) throws IOException {
        // Idle connections, and backends that are slow, are for the deadlines of the connection.
        endPoint.setIdleTimeout(0);
        return isSecure() ? overTls(endPoint) : connectionOn(endPoint);
    }

    @Override
    public void failed(Throwable cause) {
        if (next < addresses.length) {
            connectToNext();
        } else {
            end(cause);
        }
    }

    /** The connection is there; over TLS a request is given out only when the backend has shown who it is. */
    void connected(BackendConnection made) {
        if (!isSecure()) {
            opened(made);
            return;
        }
        try {
            made.getEndPoint().flush(BufferUtil.EMPTY_BUFFER);
            goOn(made);
        } catch (IOException e) {
            close(made, e);
        }
    }

    /** There is more of the TLS handshake to be read. */
    void goOn(BackendConnection made) {
        try {
            int filled = made.getEndPoint().fill(BufferUtil.EMPTY_BUFFER);
            if (handsShaken) {
                opened(made);
            } else if (filled < 0) {
                close(made, new IOException("closed in the TLS handshake"));
            } else {
                made.watch();
            }
        } catch (IOException e) {
            close(made, e);
        }
    }

    /** The connection has ended before it was ready. */
    void failedOpening(Throwable cause) {
        if (end()) {
            exchange.connectFailed(cause);
        }
    }

    private void close(BackendConnection made, IOException cause) {
        made.close(cause);
        failedOpening(cause);
    }

    private void opened(BackendConnection open) {
        if (end()) {
            open.openedFor(exchange);
        }
    }

    private void connectToNext() {
        InetAddress address = addresses[next++];
        SocketChannel made = null;
        try {
            made = SocketChannel.open();
            made.configureBlocking(false);
            made.setOption(StandardSocketOptions.TCP_NODELAY, true);
            made.connect(
                    new InetSocketAddress(address, idle().contact().contact().port()));
            synchronized (this) {
                if (ended) {
                    IO.close(made);
                    return;
                }
                channel = made;
            }
        } catch (IOException | RuntimeException e) {
            IO.close(made);
            failed(e);
            return;
        }
        idle().lane().selector().connect(made, this);
    }

    private Connection overTls(EndPoint endPoint) throws IOException {
        Map<String, Object> context = new HashMap<>();
        context.put(
                ClientConnector.REMOTE_SOCKET_ADDRESS_CONTEXT_KEY,
                InetSocketAddress.createUnresolved(
                        idle().contact().contact().host(),
                        idle().contact().contact().port()));
        SslClientConnectionFactory factory = new SslClientConnectionFactory(
                upstream.tls(),
                upstream.buffers(),
                upstream.executor(),
                (decrypted, unused) -> connectionOn(decrypted));
        // Else whoever cuts the connection could pass a part of a response off as the whole (RFC 9112, 9.8).
        factory.setRequireCloseMessage(true);
        Connection tls = factory.newConnection(endPoint, context);
        if (tls instanceof SslConnection ssl) {
            ssl.addHandshakeListener(new SslHandshakeListener() {
                @Override
                public void handshakeSucceeded(Event event) {
                    handsShaken = true;
                }
            });
        }
        return tls;
    }

    private synchronized BackendConnection connectionOn(EndPoint endPoint) throws IOException {
        if (ended) {
            throw new IOException("connected too late");
        }
        BackendConnection made = new BackendConnection(upstream, this, endPoint);
        connection = made;
        return made;
    }

    private void timeOut(Duration limit) {
        end(new SocketTimeoutException("no connection within " + limit.toMillis() + " ms"));
    }

    private void end(Throwable cause) {
        if (!end()) {
            return;
        }
        BackendConnection made = connection;
        if (made != null) {
            made.close(cause);
        } else {
            IO.close(channel);
            idle().contact().unreserve();
        }
        exchange.connectFailed(cause);
    }

    /** Whether it is for the caller to say how it ended. */
    private synchronized boolean end() {
        boolean first = !ended;
        ended = true;
        Scheduler.Task started = timer;
        if (first && started != null) {
            started.cancel();
        }
        return first;
    }
}
