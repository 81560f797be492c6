package io.backhand.selectors;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.IO;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * The socket's side of an end point: its addresses, and what is read and written. When there is something to read, and
 * who waits for it, is for what extends it.
 *
 * <p>Thread-safe.
 */
abstract class ChannelEndPoint extends AbstractEndPoint {
    private final SocketChannel channel;
    private final SocketAddress remote;

    /** @param channel non-blocking and connected */
    ChannelEndPoint(SocketChannel channel, Scheduler scheduler) throws IOException {
        super(scheduler);
        this.channel = channel;
        this.remote = channel.getRemoteAddress();
    }

    @Override
    public SocketChannel getTransport() {
        return channel;
    }

    @Override
    public @Nullable SocketAddress getLocalSocketAddress() {
        try {
            return channel.getLocalAddress();
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return remote;
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    /**
     * Reads what is there into a buffer that is open for reading.
     *
     * @return how much that was; negative at the end, which a connection that was reset has come to as well
     */
    int read(ByteBuffer buffer) {
        int position = BufferUtil.flipToFill(buffer);
        int filled;
        try {
            filled = channel.read(buffer);
        } catch (IOException e) {
            filled = -1;
        } finally {
            BufferUtil.flipToFlush(buffer, position);
        }
        if (filled < 0) {
            shutdownInput();
            return -1;
        }
        if (filled > 0) {
            notIdle();
        }
        return filled;
    }

    @Override
    public boolean flush(ByteBuffer... buffers) throws IOException {
        long flushed;
        try {
            flushed = buffers.length == 1 ? channel.write(buffers[0]) : channel.write(buffers);
        } catch (IOException e) {
            throw new EofException(e);
        }
        if (flushed > 0) {
            notIdle();
        }
        for (ByteBuffer buffer : buffers) {
            if (buffer.hasRemaining()) {
                return false;
            }
        }
        return true;
    }

    @Override
    protected void doShutdownOutput() {
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            // It is closed, which is more than was asked for.
        }
    }

    @Override
    protected void doClose() {
        IO.close(channel);
        super.doClose();
    }
}
