package io.backhand.proxy;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What of a request is under way, so that it can be stopped: a try, or a wait for room at a backend.
 *
 * <p>Thread-safe: the request's steps say what is under way one after the other, and any thread may stop it at any time.
 */
final class UnderWay {
    private volatile @Nullable BackendTry current;
    private volatile @Nullable WaitingRequest waiting;
    private volatile @Nullable Throwable stoppedBy;

    /** A try begins. */
    void tries(BackendTry begun) {
        current = begun;
    }

    /** The try has been given to the upstream; aborted where it was stopped meanwhile. */
    void sent(BackendTry its) {
        Throwable stopped = stoppedBy;
        if (stopped != null) {
            its.abort(stopped);
        }
    }

    /** The one try that the upstream speaks of: the next is made when it has said how that one ended. */
    BackendTry itsTry() {
        return Objects.requireNonNull(current);
    }

    /** It waits for room at a backend; null where it waits no more. */
    void waits(@Nullable WaitingRequest request) {
        waiting = request;
    }

    boolean isStopped() {
        return stoppedBy != null;
    }

    /** Stops it: a try ends when the upstream says so, a wait at once. */
    void stop(Throwable cause) {
        stoppedBy = cause;
        BackendTry under = current;
        if (under != null) {
            under.abort(cause);
        }
        WaitingRequest request = waiting;
        if (request != null) {
            request.stop();
        }
    }

    /** What is under way has nothing more to say, and the backend no part in that. */
    void abandon() {
        BackendTry under = current;
        if (under != null) {
            under.abandoned();
        }
    }
}
