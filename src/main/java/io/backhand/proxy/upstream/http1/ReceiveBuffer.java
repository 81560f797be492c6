package io.backhand.proxy.upstream.http1;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Retainable;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * A buffer that a backend's bytes are read into. Chunks of content are views of it and keep it; when the last of them
 * lets go, it goes back to where it came from.
 *
 * <p>Counted by any thread; the bytes belong to whoever holds it.
 */
final class ReceiveBuffer implements Retainable {
    private final ReceiveBuffers home;
    private final RetainableByteBuffer buffer;
    private final AtomicInteger holders = new AtomicInteger();

    ReceiveBuffer(ReceiveBuffers home, RetainableByteBuffer buffer) {
        this.home = home;
        this.buffer = buffer;
    }

    /** The bytes, ready to be read from; what is filled in goes to their end. */
    ByteBuffer bytes() {
        return buffer.getByteBuffer();
    }

    /** It has one holder now, and is empty. */
    ReceiveBuffer lent() {
        bytes().clear().limit(0);
        holders.set(1);
        return this;
    }

    /** Back to the server's pool. */
    void dispose() {
        buffer.release();
    }

    @Override
    public boolean canRetain() {
        return true;
    }

    @Override
    public boolean isRetained() {
        return holders.get() > 1;
    }

    @Override
    public int getRetained() {
        return holders.get();
    }

    @Override
    public void retain() {
        if (holders.getAndIncrement() <= 0) {
            throw new IllegalStateException("nobody holds this buffer");
        }
    }

    @Override
    public boolean release() {
        int left = holders.decrementAndGet();
        if (left < 0) {
            throw new IllegalStateException("released too often");
        }
        if (left == 0) {
            home.giveBack(this);
        }
        return left == 0;
    }
}
