package io.backhand.proxy;

import io.backhand.accesslog.Ended;
import io.backhand.accesslog.Joined;
import io.backhand.accesslog.LoggedRequest;
import io.backhand.accesslog.Way;
import io.backhand.accesslog.Why;
import io.backhand.candidacy.Placement.Choice;
import io.backhand.cluster.Backend;
import io.backhand.cluster.NanoClock;
import io.backhand.proxy.ProxyCounters.Event;
import io.backhand.proxy.upstream.UpstreamFailure;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * What the access log is to tell of a request, noted while it goes its way. Where the log is off, a look at the request's type
 * is all that this costs.
 */
final class Notes {
    /** Causes of a cause that are looked at: a failure may go round. */
    private static final int MAX_CAUSES = 8;

    private Notes() {}

    /** It may be for one of the route's files. */
    static void asksForFile(Request clientRequest, Mount mount) {
        Way way = LoggedRequest.wayOf(clientRequest);
        if (way != null) {
            way.takes(mount.route().path());
            way.servedBy(Why.FILE);
        }
    }

    /** It takes that route, from that client. */
    static void takes(Request clientRequest, Mount mount, Arrival arrival) {
        Way way = LoggedRequest.wayOf(clientRequest);
        if (way != null) {
            way.takes(mount.route().path());
            way.comesFrom(arrival.client(clientRequest.getHeaders()));
        }
    }

    /** A backend was chosen, and is asked. */
    static void tries(Request clientRequest, Choice choice) {
        Way way = LoggedRequest.wayOf(clientRequest);
        if (way != null) {
            way.tries(choice.backend().id().name(), choice.settled() ? Why.SESSION : Why.CHAIN);
        }
    }

    /** The backend that was asked is asked once more. */
    static void triesAgain(Request clientRequest, Backend backend) {
        Way way = LoggedRequest.wayOf(clientRequest);
        if (way != null) {
            way.tries(backend.id().name(), Why.RETRY);
        }
    }

    /** This machine serves it itself. */
    static void triesSelf(Request clientRequest, Backend self) {
        Way way = LoggedRequest.wayOf(clientRequest);
        if (way != null) {
            way.tries(self.id().name(), Why.SELF);
        }
    }

    /** The client is sent to a backend. */
    static void redirected(Request clientRequest, Backend backend) {
        Way way = LoggedRequest.wayOf(clientRequest);
        if (way != null) {
            way.sentTo(backend.id().name());
        }
    }

    /** The backend that was asked has not served it for that reason, and it is tried once more. */
    static void retried(Request clientRequest, String why) {
        Way way = LoggedRequest.wayOf(clientRequest);
        if (way != null) {
            way.retried(why);
        }
    }

    /** The backend that was asked has not served it for that reason, and that was the last try. */
    static void failed(Request clientRequest, String why) {
        Way way = LoggedRequest.wayOf(clientRequest);
        if (way != null) {
            way.failed(why);
        }
    }

    /** The first byte of a backend's response has come. */
    static void answered(Request clientRequest, NanoClock clock) {
        Way way = LoggedRequest.wayOf(clientRequest);
        if (way != null) {
            way.answered(clock.nanoTime());
        }
    }

    /** It is over, but for a connection that goes on in another protocol. */
    static void ended(Request clientRequest, Event event) {
        Way way = event == Event.UPGRADED ? null : LoggedRequest.wayOf(clientRequest);
        if (way != null) {
            way.ended(how(event));
        }
    }

    /** It is over before its end. */
    static void broke(Request clientRequest, Event event, Throwable cause) {
        Way way = LoggedRequest.wayOf(clientRequest);
        if (way != null) {
            way.ended(how(event, cause));
        }
    }

    /** The balancer answers that it will not pass it on. */
    static void refused(Request clientRequest) {
        Way way = LoggedRequest.wayOf(clientRequest);
        if (way != null) {
            way.ended(Ended.REFUSED);
        }
    }

    /** The connection goes on in another protocol; null where nobody wants to know what becomes of it. */
    static @Nullable Joined joins(Request clientRequest) {
        Way way = LoggedRequest.wayOf(clientRequest);
        return way == null ? null : way.joins();
    }

    /** How a connection ended that went on in another protocol. */
    static Ended how(@Nullable Throwable cause) {
        if (cause == null) {
            return Ended.COMPLETE;
        }
        return isTimeout(cause) ? Ended.TIME_LIMIT : Ended.BROKE_OFF;
    }

    private static Ended how(Event event) {
        return switch (event) {
            case NO_BACKEND, OVERLOADED -> Ended.NO_BACKEND;
            case BAD_REQUEST, TOO_LONG, LOOP -> Ended.REFUSED;
            case BAD_GATEWAY -> Ended.BACKEND_FAILED;
            case GATEWAY_TIMEOUT, TOO_SLOW -> Ended.TIME_LIMIT;
            case INTERNAL_ERROR -> Ended.BALANCER_FAILED;
            case TRUNCATED -> Ended.BROKE_OFF;
            case CLIENT_GONE -> Ended.CLIENT_LEFT;
            default -> Ended.COMPLETE;
        };
    }

    private static Ended how(Event event, Throwable cause) {
        if (isTimeout(cause)) {
            return Ended.TIME_LIMIT;
        }
        // What breaks off on purpose, so that the client sees it, does so for a backend.
        return event == Event.TRUNCATED
                ? cause instanceof Request.Handler.AbortException ? Ended.BACKEND_BROKE : Ended.BALANCER_FAILED
                : how(event);
    }

    private static boolean isTimeout(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
            if (cause instanceof TimeoutException || cause instanceof SocketTimeoutException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** Why a try failed; the words stay. */
    static String word(UpstreamFailure failure) {
        return switch (failure.reason()) {
            case CONNECT -> connectWord(failure.cause());
            case OVERLOADED -> "overloaded";
            case GARBAGE -> "garbage";
            case TIMEOUT -> "timeout";
            case BROKEN, CLIENT, BAD_REQUEST ->
                switch (failure.progress()) {
                    case NOT_SENT -> "unsent";
                    case NOT_SENT_ON_REUSED_CONNECTION, SENT_ON_REUSED_CONNECTION -> "stale";
                    case SENT_ON_FRESH_CONNECTION, RESPONSE_BEGUN -> "broken";
                };
        };
    }

    private static String connectWord(Throwable cause) {
        if (cause instanceof ConnectException) {
            return "refused";
        } else if (cause instanceof SSLException) {
            return "tls";
        }
        return isTimeout(cause) ? "connect-timeout" : "unreachable";
    }
}
