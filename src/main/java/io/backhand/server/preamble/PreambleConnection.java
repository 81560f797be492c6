package io.backhand.server.preamble;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.ProxyConnectionFactory.ProxyEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the preamble, and then gives way to the connection that serves the client named in it.
 *
 * <p>Confined to the thread that reads, but for the time limit, which closes the end point and nothing else.
 */
final class PreambleConnection extends AbstractConnection.NonBlocking implements Connection.UpgradeFrom {
    /** A proxy sends it at once; one packet of it may be lost and sent again. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** Has an address text and no address, so that nothing takes it for anybody's. */
    private static final SocketAddress NOBODY = InetSocketAddress.createUnresolved("unknown", 0);

    private final Connector connector;
    private final PreambleConnectionFactory factory;

    /** Of the heap, since it must not be lost where a connection ends while it is read by another thread. */
    private final ByteBuffer came = BufferUtil.allocate(PreambleReader.MAX_BYTES);

    private Scheduler.@Nullable Task limit;

    PreambleConnection(EndPoint endPoint, Connector connector, PreambleConnectionFactory factory) {
        super(endPoint, connector.getExecutor());
        this.connector = connector;
        this.factory = factory;
    }

    @Override
    public void onOpen() {
        super.onOpen();
        if (!factory.isTrusted(getEndPoint())) {
            refuse("it is not in trust");
            return;
        }
        limit = connector
                .getScheduler()
                .schedule(
                        () -> refuse("no preamble within " + LIMIT.toSeconds() + " s"),
                        LIMIT.toMillis(),
                        TimeUnit.MILLISECONDS);
        fillInterested();
    }

    @Override
    public void onFillable() {
        try {
            int filled = getEndPoint().fill(came);
            while (filled > 0) {
                Optional<Preamble> preamble = PreambleReader.read(came);
                if (preamble.isPresent()) {
                    giveWay(preamble.get());
                    return;
                }
                filled = getEndPoint().fill(came);
            }
            if (filled < 0) {
                close();
            } else {
                fillInterested();
            }
        } catch (MalformedPreambleException e) {
            refuse(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            getEndPoint().close(e);
        }
    }

    @Override
    public void onFillInterestedFailed(Throwable cause) {
        getEndPoint().close(cause);
    }

    /** What came behind the preamble. */
    @Override
    public ByteBuffer onUpgradeFrom() {
        return came;
    }

    @Override
    public void onClose(@Nullable Throwable cause) {
        if (limit != null) {
            limit.cancel();
        }
        super.onClose(cause);
    }

    private void giveWay(Preamble preamble) {
        EndPoint beneath = getEndPoint();
        EndPoint named =
                switch (preamble.source()) {
                    case CLIENT ->
                        new ProxyEndPoint(
                                beneath,
                                Objects.requireNonNull(preamble.asked()),
                                Objects.requireNonNull(preamble.client()));
                    case PROXY ->
                        new ProxyEndPoint(beneath, beneath.getLocalSocketAddress(), beneath.getRemoteSocketAddress());
                    case UNKNOWN -> new ProxyEndPoint(beneath, beneath.getLocalSocketAddress(), NOBODY);
                };
        ConnectionFactory next = connector.getConnectionFactory(factory.next(connector));
        beneath.upgrade(next.newConnection(connector, named));
    }

    private void refuse(String why) {
        factory.refused(getEndPoint(), why);
        close();
    }
}
