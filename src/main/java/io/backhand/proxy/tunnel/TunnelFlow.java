package io.backhand.proxy.tunnel;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a tunnel: the next bytes are read when those before were taken, so that a slow end holds the other
 * back. It has a buffer only while it has something to move.
 */
final class TunnelFlow extends IteratingCallback {
    private static final int BUFFER_BYTES = 16 * 1024;

    /** Buffers moved in a row, after which the other connections of the selector have their turn. */
    private static final int BUFFERS_A_TURN = 16;

    private final ByteTunnel tunnel;
    private final TunnelEnd from;
    private final EndPoint to;
    private final ByteBufferPool buffers;
    private ByteBuffer first = BufferUtil.EMPTY_BUFFER;
    private @Nullable RetainableByteBuffer buffer;
    private final AtomicLong movedBytes = new AtomicLong();
    private int movedInARow;
    private volatile boolean atEnd;

    TunnelFlow(ByteTunnel tunnel, TunnelEnd from, EndPoint to, ByteBufferPool buffers) {
        this.tunnel = tunnel;
        this.from = from;
        this.to = to;
        this.buffers = buffers;
    }

    /** These bytes go before all that is read. */
    void beginWith(ByteBuffer received) {
        first = received;
    }

    long movedBytes() {
        return movedBytes.get();
    }

    boolean isAtEnd() {
        return atEnd;
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    protected Action process() throws Throwable {
        if (first.hasRemaining()) {
            movedBytes.getAndAdd(first.remaining());
            to.write(this, first);
            return Action.SCHEDULED;
        }
        if (movedInARow == BUFFERS_A_TURN) {
            return waitForMore();
        }
        int filled = from.getEndPoint().fill(takeBuffer());
        if (filled > 0) {
            movedInARow++;
            movedBytes.getAndAdd(filled);
            to.write(this, takeBuffer());
            return Action.SCHEDULED;
        }
        if (filled == 0) {
            return waitForMore();
        }
        release();
        to.shutdownOutput();
        return Action.SUCCEEDED;
    }

    @Override
    protected void onCompleteSuccess() {
        atEnd = true;
        tunnel.ended();
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
        release();
        tunnel.close(cause);
    }

    /** Where something is there already, it is called back at once, or after the others. */
    private Action waitForMore() {
        movedInARow = 0;
        release();
        from.fillInterested();
        return Action.IDLE;
    }

    private ByteBuffer takeBuffer() {
        RetainableByteBuffer held = buffer;
        if (held == null) {
            held = buffers.acquire(BUFFER_BYTES, true);
            buffer = held;
        }
        return held.getByteBuffer();
    }

    private void release() {
        RetainableByteBuffer held = buffer;
        buffer = null;
        if (held != null) {
            held.release();
        }
    }
}
