package io.backhand.server.preamble;

import io.backhand.proxy.TrustedPeers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has each connection begin with a preamble of the PROXY protocol, from a proxy that is trusted, and goes on with the
 * connector's next protocol. It is the connector's first.
 *
 * <p>Jetty's own takes a preamble from anybody, looks up names that stand in it, and waits for its end without a limit
 * of size or time. What comes behind it sees the end point that Jetty's would give.
 *
 * <p>Thread-safe.
 */
public final class PreambleConnectionFactory extends AbstractConnectionFactory {
    private static final Logger LOG = LoggerFactory.getLogger(PreambleConnectionFactory.class);
    private static final long WARNING_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final TrustedPeers proxies;
    private final AtomicLong nextWarningNanos = new AtomicLong(System.nanoTime());

    /** @param proxies those whose preamble counts; connections of all others are closed */
    public PreambleConnectionFactory(TrustedPeers proxies) {
        super("proxy-protocol");
        this.proxies = proxies;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        return configure(new PreambleConnection(endPoint, connector, this), connector, endPoint);
    }

    /** What comes after the preamble. */
    String next(Connector connector) {
        return findNextProtocol(connector);
    }

    boolean isTrusted(EndPoint peer) {
        InetAddress address = addressOf(peer);
        return address != null && proxies.contains(address);
    }

    /** Says why a connection is closed: a line a minute at most, so that a flood of them is none of log lines. */
    void refused(EndPoint peer, String why) {
        InetAddress address = addressOf(peer);
        String from = address == null ? "unknown" : address.getHostAddress();
        long now = System.nanoTime();
        long next = nextWarningNanos.get();
        if (now - next >= 0 && nextWarningNanos.compareAndSet(next, now + WARNING_INTERVAL_NANOS)) {
            LOG.warn("a connection from {} to a listener with proxy-protocol is refused: {}", from, why);
        } else {
            LOG.debug("a connection from {} to a listener with proxy-protocol is refused: {}", from, why);
        }
    }

    private static @Nullable InetAddress addressOf(EndPoint peer) {
        return peer.getRemoteSocketAddress() instanceof InetSocketAddress remote ? remote.getAddress() : null;
    }
}
