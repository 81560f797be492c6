package io.backhand.proxy;

import io.backhand.candidacy.RequestFacts;
import io.backhand.cluster.Backend;
import io.backhand.cluster.Cluster;
import io.backhand.cluster.ContextLoad;
import io.backhand.proxy.upstream.BackendExchange;
import io.backhand.proxy.upstream.UpstreamFailure;
import io.backhand.proxy.upstream.UpstreamFailure.Progress;
import io.backhand.proxy.upstream.UpstreamFailure.Reason;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * One try of a request with one backend, its entry in the ledger, opened once and closed once, and what it says of the
 * backend's health.
 *
 * <p>Thread-safe: it may be aborted by any thread, even before the upstream has handed out its exchange.
 */
final class BackendTry {
    private static final AtomicIntegerFieldUpdater<BackendTry> STAGE =
            AtomicIntegerFieldUpdater.newUpdater(BackendTry.class, "stage");

    /** Nothing of a response has come. */
    private static final int WAITING = 0;

    /** A response has begun, and its status is no bad one. */
    private static final int BEGUN_WELL = 1;

    private static final int BEGUN_BADLY = 2;
    private static final int CLOSED = 3;

    private final Backend backend;
    private final Cluster cluster;
    private final long startedNanos;
    private final boolean hasSlot;

    /** Where it is counted, while the backend withholds a context; null else. */
    private final @Nullable ContextLoad contextLoad;

    private final String path;
    private volatile int stage = WAITING;
    private volatile long firstByteNanos;
    private volatile @Nullable BackendExchange exchange;
    private volatile @Nullable Throwable abortedBy;

    /**
     * Opens it.
     *
     * @param facts of the request, asked only where the backend withholds a context
     * @param hasSlot whether it has taken one of the backend's slots, given back when it ends
     */
    BackendTry(Backend backend, Cluster cluster, RequestFacts facts, boolean hasSlot) {
        this.backend = backend;
        this.hasSlot = hasSlot;
        this.cluster = cluster;
        this.startedNanos = cluster.clock().nanoTime();
        backend.account().started();
        this.contextLoad = backend.account().contextLoad();
        this.path = contextLoad == null ? "" : facts.canonicalPath();
        if (contextLoad != null) {
            contextLoad.began(path);
        }
        cluster.outliers().sent(backend);
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

    /** A byte has come from the backend. */
    void heard() {
        backend.account().health().heard();
    }

    void responseBegun(int status) {
        firstByteNanos = cluster.clock().nanoTime() - startedNanos;
        if (STAGE.compareAndSet(this, WAITING, BEGUN_WELL)
                && !cluster.outliers().begun(backend, startedNanos, status)) {
            STAGE.compareAndSet(this, BEGUN_WELL, BEGUN_BADLY);
        }
    }

    /** The response was passed on to its last byte. */
    void finished() {
        int before = close();
        if (before != CLOSED) {
            backend.account().finished(firstByteNanos);
            endWell(before);
        }
    }

    /** Its response was no use, as its status said. */
    void failed() {
        if (close() != CLOSED) {
            backend.account().failed();
        }
    }

    /** There is no response. */
    void failed(UpstreamFailure failure) {
        if (close() != CLOSED) {
            backend.account().failed();
            judge(failure);
        }
    }

    /** The response broke off. */
    void brokeOff(Throwable cause) {
        if (close() != CLOSED) {
            backend.account().failed();
            if (abortedBy == null) {
                cluster.outliers().answeredBadly(backend, startedNanos, FailureLog.words(cause));
            }
        }
    }

    /** It ended through no doing of the backend. */
    void abandoned() {
        int before = close();
        if (before != CLOSED) {
            backend.account().abandoned();
            endWell(before);
        }
    }

    private void endWell(int before) {
        if (before == BEGUN_WELL) {
            cluster.outliers().endedWell(backend);
        } else if (before == WAITING) {
            cluster.outliers().undecided(backend, startedNanos);
        }
    }

    private void judge(UpstreamFailure failure) {
        if (failure.reason() == Reason.CONNECT) {
            cluster.outliers().refused(backend, startedNanos, FailureLog.words(failure.cause()));
        } else if (abortedBy != null || isStale(failure)) {
            cluster.outliers().undecided(backend, startedNanos);
        } else {
            cluster.outliers().answeredBadly(backend, startedNanos, FailureLog.words(failure.cause()));
        }
    }

    /** A connection that had carried requests before may be closed at any time. */
    private static boolean isStale(UpstreamFailure failure) {
        return failure.reason() == Reason.BROKEN
                && failure.progress() != Progress.SENT_ON_FRESH_CONNECTION
                && failure.progress() != Progress.RESPONSE_BEGUN;
    }

    /** The stage it was closed at; CLOSED where that was done before. */
    private int close() {
        int before = stage == CLOSED ? CLOSED : STAGE.getAndSet(this, CLOSED);
        if (before == WAITING) {
            cluster.outliers().ended(backend);
        }
        if (contextLoad != null && before != CLOSED) {
            contextLoad.ended(path);
        }
        if (hasSlot && before != CLOSED) {
            backend.account().slots().giveBack();
        }
        return before;
    }
}
