package io.backhand.proxy;

import io.backhand.candidacy.Candidates.Delivery;
import io.backhand.cluster.Backend;
import io.backhand.proxy.ProxyCounters.Event;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The end of a request, which comes once: whoever reaches it first counts it and completes the callback, and who
 * comes later does nothing.
 *
 * <p>Thread-safe.
 */
final class RequestEnd {
    private final Request clientRequest;
    private final Response clientResponse;
    private final Callback callback;
    private final ProxyCounters counters;
    private final Runnable letGo;
    private final AtomicBoolean reached = new AtomicBoolean();

    /** @param letGo releases what the request holds; run once, at the end */
    RequestEnd(
            Request clientRequest, Response clientResponse, Callback callback, ProxyCounters counters, Runnable letGo) {
        this.clientRequest = clientRequest;
        this.clientResponse = clientResponse;
        this.callback = callback;
        this.counters = counters;
        this.letGo = letGo;
    }

    boolean isReached() {
        return reached.get();
    }

    /** The client has its response. */
    void succeed(Event event) {
        if (reach(event)) {
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
            callback.failed(cause);
        }
        return first;
    }

    /** The balancer answers with an error. */
    void answer(Event event, int status, String words) {
        if (reach(event)) {
            Answers.error(clientRequest, clientResponse, status, words, callback);
        }
    }

    /** The client is sent to a backend. */
    void redirect(Backend backend, Delivery delivery) {
        if (reach(Event.REDIRECTED)) {
            Answers.redirect(clientRequest, clientResponse, backend, delivery, callback);
        }
    }

    private boolean reach(Event event) {
        if (!reached.compareAndSet(false, true)) {
            return false;
        }
        letGo.run();
        counters.add(event);
        return true;
    }
}
