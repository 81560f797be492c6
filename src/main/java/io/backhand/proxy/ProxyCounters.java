package io.backhand.proxy;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What became of the requests that reached the engine. Thread-safe. */
public final class ProxyCounters {
    /** What is counted. */
    public enum Event {
        /** A response of a backend was passed on to its end. */
        PROXIED,
        /** A backend agreed to another protocol, and its connection and the client's were joined. */
        UPGRADED,
        /** A static file, or the answer to a conditional request for one. */
        STATIC,
        /** A redirect to a backend. */
        REDIRECTED,
        /** No file, and the route's chain turns balancing off: 404. */
        OFF,
        /** No backend would take it: 503. */
        NO_BACKEND,
        /** Something in it can't be passed on: 400; WebSocket can't be, to a backend of HTTP/2: 501. */
        BAD_REQUEST,
        /** Its body is longer than the route allows: 413. */
        TOO_LONG,
        /** Its body came too slowly: 408. */
        TOO_SLOW,
        /** It came round to this balancer again: 508. */
        LOOP,
        /** All backends have as many requests as they may have: 503. */
        OVERLOADED,
        /** A backend failed it and no other could be tried: 502. */
        BAD_GATEWAY,
        /** A backend did not answer in time: 504. */
        GATEWAY_TIMEOUT,
        /** The balancer's own code failed it, or a function of the user's: 500. */
        INTERNAL_ERROR,
        /** The response broke off after it had begun. */
        TRUNCATED,
        /** The client went away, or its body broke off. */
        CLIENT_GONE,
        /** Tried elsewhere: nothing had been sent. */
        RETRIED_NOT_SENT,
        /** Tried once more on a fresh connection: a reused one was closed before the first byte. */
        RETRIED_STALE,
        /** Tried elsewhere: a fresh connection broke before the first byte. */
        RETRIED_BROKEN,
        /** Tried elsewhere: the answer was in the route's {@code retry-on}. */
        RETRIED_STATUS,
        /** Not tried again though the table allows it: the retry budget was spent. */
        RETRY_BUDGET_SPENT
    }

    private final Map<Event, LongAdder> counts = new EnumMap<>(Event.class);

    /** All at zero. */
    public ProxyCounters() {
        for (Event event : Event.values()) {
            counts.put(event, new LongAdder());
        }
    }

    /** How often it happened. */
    public long count(Event event) {
        return counter(event).sum();
    }

    void add(Event event) {
        counter(event).increment();
    }

    private LongAdder counter(Event event) {
        LongAdder counter = counts.get(event);
        if (counter == null) {
            throw new AssertionError(event);
        }
        return counter;
    }
}
