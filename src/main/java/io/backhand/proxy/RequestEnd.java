package io.backhand.proxy;

import io.backhand.candidacy.Delivery;
import io.backhand.cluster.Backend;
import io.backhand.proxy.ProxyCounters.Event;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * The end of a request, which comes once: whoever reaches it first counts it and completes the callback, and who
 * comes later does nothing.
 *
 * <p>Thread-safe.
 */
final class RequestEnd {
    private static final AtomicIntegerFieldUpdater<RequestEnd> REACHED =
            AtomicIntegerFieldUpdater.newUpdater(RequestEnd.class, "reached");

    private final Request clientRequest;
    private final Response clientResponse;
    private final Callback callback;
    private final ProxyCounters counters;
    private final ForwardedRequest forwarded;
    private Scheduler.@Nullable Task timer;
    private volatile int reached;

    /** @param forwarded let go of at the end */
    RequestEnd(
            Request clientRequest,
            Response clientResponse,
            Callback callback,
            ProxyCounters counters,
            ForwardedRequest forwarded) {
        this.clientRequest = clientRequest;
        this.clientResponse = clientResponse;
        this.callback = callback;
        this.counters = counters;
        this.forwarded = forwarded;
    }

    /** Has a task run where the end does not come within a limit, zero for none. To be said before the request is on its way. */
    void limit(Duration limit, Runnable timeIsUp) {
        if (!limit.isZero()) {
            Scheduler scheduler = clientRequest.getComponents().getScheduler();
            timer = scheduler.schedule(timeIsUp, limit.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    boolean isReached() {
        return reached != 0;
    }

    /** Whether the client's body broke off: a response that breaks off with it is no fault of the backend. */
    boolean isRequestBroken() {
        return forwarded.isBroken();
    }

    /** Whether the client's body is longer than it may be. */
    boolean isRequestTooLong() {
        return forwarded.isTooLong();
    }

    /** Whether the client's body came too slowly. */
    boolean isRequestTooSlow() {
        return forwarded.isTooSlow();
    }

    /** The client has its response. */
    void succeed(Event event) {
        if (reach(event)) {
            Notes.ended(clientRequest, event);
            callback.succeeded();
        }
    }

    /** The response can't be brought to its end; false where it has ended already. */
    boolean fail(Event event, Throwable cause) {
        return fail(event, cause, () -> {});
    }

    /** The same, with something to be done before the request is handed back. */
    boolean fail(Event event, Throwable cause, Runnable before) {
        boolean first = reach(event);
        before.run();
        if (first) {
            Notes.broke(clientRequest, event, cause);
            callback.failed(cause);
        }
        return first;
    }

    /** The balancer answers with an error. */
    void answer(Event event, int status, String words) {
        if (reach(event)) {
            Notes.ended(clientRequest, event);
            try {
                Answers.error(clientRequest, clientResponse, status, words, callback);
            } catch (RuntimeException | Error e) {
                callback.failed(e);
            }
        }
    }

    /** The client is sent to a backend. */
    void redirect(Backend backend, Delivery delivery) {
        if (reach(Event.REDIRECTED)) {
            Notes.redirected(clientRequest, backend);
            try {
                Answers.redirect(clientRequest, clientResponse, backend, delivery, callback);
            } catch (RuntimeException | Error e) {
                callback.failed(e);
            }
        }
    }

    private boolean reach(Event event) {
        if (!REACHED.compareAndSet(this, 0, 1)) {
            return false;
        }
        if (timer != null) {
            timer.cancel();
        }
        forwarded.release();
        counters.add(event);
        return true;
    }
}
