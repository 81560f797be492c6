package io.backhand.proxy;

import io.backhand.proxy.upstream.UpstreamFailure;
import io.backhand.proxy.upstream.UpstreamFailure.Reason;
import io.backhand.routing.Route;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;

/** When a request may be sent again; pure. */
final class RetryRule {
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

    private RetryRule() {}

    /** What is done about a failure. */
    enum Verdict {
        /** To a backend not tried yet. */
        ANOTHER_BACKEND,
        /** To the same once more, on a connection of its own. */
        FRESH_CONNECTION,
        /** Nothing: the client is told. */
        GIVE_UP
    }

    /**
     * What the failure of a try allows.
     *
     * @param repeatable whether doing it twice is as good as once
     * @param bodyWhole whether nothing of the client's body was used up
     */
    static Verdict after(UpstreamFailure failure, boolean repeatable, boolean bodyWhole) {
        if (isHopeless(failure.reason()) || !bodyWhole) {
            return Verdict.GIVE_UP;
        }
        return switch (failure.progress()) {
            case NOT_SENT -> Verdict.ANOTHER_BACKEND;
            case NOT_SENT_ON_REUSED_CONNECTION -> Verdict.FRESH_CONNECTION;
            case SENT_ON_REUSED_CONNECTION -> repeatable ? Verdict.FRESH_CONNECTION : Verdict.GIVE_UP;
            case SENT_ON_FRESH_CONNECTION -> repeatable ? Verdict.ANOTHER_BACKEND : Verdict.GIVE_UP;
            case RESPONSE_BEGUN -> Verdict.GIVE_UP;
        };
    }

    private static boolean isHopeless(Reason reason) {
        return switch (reason) {
            case CLIENT, BAD_REQUEST, TIMEOUT -> true;
            case CONNECT, BROKEN, GARBAGE, OVERLOADED -> false;
        };
    }

    /** Whether an answer of that status is one not to be passed on while another backend may be tried. */
    static boolean isRetried(int status, Route.Retry retry) {
        // Asked of an error alone: no other status is ever named, and the set would want it boxed.
        return status >= HttpStatus.BAD_REQUEST_400 && retry.on().contains(status);
    }

    /** Whether a request is idempotent by RFC 9110, 9.2.2, or says of itself that it may be repeated. */
    static boolean isRepeatable(String method, HttpFields headers) {
        return IDEMPOTENT.contains(method) || headers.contains("Idempotency-Key");
    }
}
