package io.backhand.proxy;

import io.backhand.cluster.Backend;
import io.backhand.cluster.NanoClock;
import io.backhand.proxy.upstream.BackendExchange;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * One try of a request with one backend, and its entry in the ledger: opened once, closed once.
 *
 * <p>Thread-safe: it may be aborted by any thread, even before the upstream has handed out its exchange.
 */
final class BackendTry {
    private static final AtomicIntegerFieldUpdater<BackendTry> CLOSED =
            AtomicIntegerFieldUpdater.newUpdater(BackendTry.class, "closed");

    private final Backend backend;
    private final NanoClock clock;
    private final long startedNanos;
    private volatile int closed;
    private volatile long firstByteNanos;
    private volatile @Nullable BackendExchange exchange;
    private volatile @Nullable Throwable abortedBy;

    BackendTry(Backend backend, NanoClock clock) {
        this.backend = backend;
        this.clock = clock;
        this.startedNanos = clock.nanoTime();
        backend.account().started();
    }

    Backend backend() {
        return backend;
    }

    /** The upstream has taken it. */
    void sent(BackendExchange exchange) {
        this.exchange = exchange;
        Throwable cause = abortedBy;
        if (cause != null) {
            exchange.abort(cause);
        }
    }

    /** Ends it; the upstream says when it has ended. */
    void abort(Throwable cause) {
        abortedBy = cause;
        BackendExchange sent = exchange;
        if (sent != null) {
            sent.abort(cause);
        }
    }

    void responseBegun() {
        firstByteNanos = clock.nanoTime() - startedNanos;
    }

    /** The response was passed on to its last byte. */
    void finished() {
        if (close()) {
            backend.account().finished(firstByteNanos);
        }
    }

    /** The backend failed it. */
    void failed() {
        if (close()) {
            backend.account().failed();
        }
    }

    /** It ended through no doing of the backend. */
    void abandoned() {
        if (close()) {
            backend.account().abandoned();
        }
    }

    private boolean close() {
        return closed == 0 && CLOSED.compareAndSet(this, 0, 1);
    }
}
