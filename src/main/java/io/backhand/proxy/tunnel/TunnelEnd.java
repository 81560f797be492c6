package io.backhand.proxy.tunnel;

import java.nio.ByteBuffer;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.jspecify.annotations.Nullable;

/** One end of a tunnel, and the bytes that come from it. As thread-safe as {@link ByteTunnel}. */
final class TunnelEnd extends AbstractConnection.NonBlocking implements Connection.UpgradeTo {
    private final ByteTunnel tunnel;
    private final TunnelFlow flow;

    /** @param to the other end, which the bytes go to */
    TunnelEnd(ByteTunnel tunnel, EndPoint endPoint, EndPoint to, ByteTunnel.Resources resources) {
        super(endPoint, resources.executor());
        this.tunnel = tunnel;
        this.flow = new TunnelFlow(tunnel, this, to, resources.buffers());
    }

    /** Moves what there is. */
    void move() {
        flow.iterate();
    }

    /** How much of what came from it was given to the other end. */
    long movedBytes() {
        return flow.movedBytes();
    }

    /** Whether nothing more comes from it, and all that came was taken. */
    boolean isAtEnd() {
        return flow.isAtEnd();
    }

    /** What came before the tunnel was there. */
    @Override
    public void onUpgradeTo(ByteBuffer received) {
        flow.beginWith(received);
    }

    @Override
    public void onOpen() {
        super.onOpen();
        tunnel.opened(this);
    }

    @Override
    public void onFillable() {
        flow.iterate();
    }

    @Override
    public void onFillInterestedFailed(Throwable cause) {
        tunnel.close(cause);
    }

    @Override
    public void onClose(@Nullable Throwable cause) {
        super.onClose(cause);
        tunnel.close(cause);
    }
}
