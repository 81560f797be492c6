package io.backhand.proxy.upstream.http1;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Buffers of one size for one selector. It has one of its own, so that small responses, each taken and given back
 * before the next, cost no visit to the server's pool; while that one is lent, the others are from there.
 *
 * <p>Thread-safe.
 */
final class ReceiveBuffers {
    private final ByteBufferPool pool;
    private final int bytes;

    private final ReceiveBuffer own;

    /** The one of its own, while it is here. */
    private final AtomicReference<@Nullable ReceiveBuffer> free;

    private final AtomicInteger lent = new AtomicInteger();

    ReceiveBuffers(ByteBufferPool pool, int bytes) {
        this.pool = pool;
        this.bytes = bytes;
        this.own = new ReceiveBuffer(this, RetainableByteBuffer.wrap(ByteBuffer.allocateDirect(bytes)));
        this.free = new AtomicReference<>(own);
    }

    /** How many are not back yet. */
    int lent() {
        return lent.get();
    }

    /** An empty one, which its holder releases. */
    ReceiveBuffer take() {
        lent.incrementAndGet();
        ReceiveBuffer kept = free.get() == null ? null : free.getAndSet(null);
        return (kept != null ? kept : new ReceiveBuffer(this, pool.acquire(bytes, true))).lent();
    }

    void giveBack(ReceiveBuffer buffer) {
        lent.decrementAndGet();
        if (buffer == own) {
            free.set(buffer);
        } else {
            buffer.dispose();
        }
    }
}
