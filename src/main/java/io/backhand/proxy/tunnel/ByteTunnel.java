package io.backhand.proxy.tunnel;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection and a backend's, joined: what comes from one goes to the other, byte for byte, as fast as that
 * takes it. When one has sent its last byte the other is told so, and may still send; when both have, or one
 * breaks, both are closed.
 *
 * <p>It waits until the client's end point is upgraded to {@link #clientConnection}; until then the client's side is
 * the server's to close.
 *
 * <p>Thread-safe. Each direction is moved by one thread at a time.
 */
public final class ByteTunnel {
    /** Nothing has moved for so long, either way: nobody is there. Applications ping far more often. */
    static final Duration IDLE_LIMIT = Duration.ofHours(1);

    private enum State {
        WAITING,
        OPEN,
        OVER
    }

    /**
     * What it runs with.
     *
     * @param executor the server's pool
     * @param buffers where buffers come from, one a direction while it moves something
     */
    public record Resources(Executor executor, ByteBufferPool buffers) {}

    /** Is told when a tunnel is over. */
    @FunctionalInterface
    public interface Listener {
        /**
         * It is; told once.
         *
         * @param toClientBytes moved from the backend to the client
         * @param toBackendBytes moved from the client to the backend
         * @param cause null where both had sent their last byte, or where it never began
         */
        void over(long toClientBytes, long toBackendBytes, @Nullable Throwable cause);
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private final TunnelEnd client;
    private final TunnelEnd backend;
    private final Listener listener;

    /**
     * A tunnel that waits for its client's side.
     *
     * @param received what the backend has sent already
     */
    public ByteTunnel(EndPoint client, EndPoint backend, ByteBuffer received, Resources resources, Listener listener) {
        this.client = new TunnelEnd(this, client, backend, resources);
        this.backend = new TunnelEnd(this, backend, client, resources);
        this.backend.onUpgradeTo(received);
        this.listener = listener;
    }

    /** What the client's end point is to be upgraded to; the tunnel begins there. */
    public Connection clientConnection() {
        return client;
    }

    /** Gives it up where its client's side has not begun, and will not. */
    public void closeUnlessOpen() {
        if (state.compareAndSet(State.WAITING, State.OVER)) {
            backend.getEndPoint().close();
            tellOver(null);
        }
    }

    /** One end has its connection: the client's, since it gives the backend's its own. */
    void opened(TunnelEnd end) {
        if (end != client) {
            return;
        }
        if (!state.compareAndSet(State.WAITING, State.OPEN)) {
            client.getEndPoint().close();
            return;
        }
        // What moves moves on both sides, so one clock is enough.
        client.getEndPoint().setIdleTimeout(IDLE_LIMIT.toMillis());
        backend.getEndPoint().setIdleTimeout(0);
        backend.getEndPoint().upgrade(backend);
        backend.move();
        client.move();
    }

    /** An end has sent its last byte, and the other has it. */
    void ended() {
        if (client.isAtEnd() && backend.isAtEnd()) {
            close(null);
        }
    }

    /** Closes both ends, once. */
    void close(@Nullable Throwable cause) {
        if (state.compareAndSet(State.OPEN, State.OVER)) {
            client.getEndPoint().close(cause);
            backend.getEndPoint().close(cause);
            tellOver(cause);
        }
    }

    private void tellOver(@Nullable Throwable cause) {
        listener.over(backend.movedBytes(), client.movedBytes(), cause);
    }
}
