package io.backhand.status;

import io.backhand.proxy.ProxyCounters.Event;

/**
 * What an event is called where it is published. The labels stay, whatever becomes of the constants.
 *
 * @param kind the metric it belongs to
 * @param label its label there
 */
record EventName(Kind kind, String label) {
    enum Kind {
        OUTCOME,
        RETRY,
        BUDGET
    }

    static EventName of(Event event) {
        return switch (event) {
            case PROXIED -> outcome("proxied");
            case UPGRADED -> outcome("upgraded");
            case STATIC -> outcome("static");
            case REDIRECTED -> outcome("redirected");
            case OFF -> outcome("off");
            case NO_BACKEND -> outcome("no_backend");
            case LOOP -> outcome("loop");
            case BAD_REQUEST -> outcome("bad_request");
            case OVERLOADED -> outcome("overloaded");
            case TOO_SLOW -> outcome("too_slow");
            case TOO_LONG -> outcome("too_long");
            case INTERNAL_ERROR -> outcome("internal_error");
            case BAD_GATEWAY -> outcome("bad_gateway");
            case GATEWAY_TIMEOUT -> outcome("gateway_timeout");
            case TRUNCATED -> outcome("truncated");
            case CLIENT_GONE -> outcome("client_gone");
            case RETRIED_NOT_SENT -> retry("not_sent");
            case RETRIED_STALE -> retry("stale");
            case RETRIED_BROKEN -> retry("broken");
            case RETRIED_STATUS -> retry("status");
            case RETRY_BUDGET_SPENT -> new EventName(Kind.BUDGET, "spent");
        };
    }

    private static EventName outcome(String label) {
        return new EventName(Kind.OUTCOME, label);
    }

    private static EventName retry(String label) {
        return new EventName(Kind.RETRY, label);
    }
}
