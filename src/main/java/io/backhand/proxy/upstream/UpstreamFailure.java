package io.backhand.proxy.upstream;

/**
 * Why there is no response, and how far the request had got.
 *
 * @param progress how far
 * @param reason the kind of failure, for the retry rule, the log and the counters
 * @param cause what happened, for the log
 */
public record UpstreamFailure(Progress progress, Reason reason, Throwable cause) {
    /** Whether not one byte of the request can have reached the backend. */
    public boolean isUnsent() {
        return progress == Progress.NOT_SENT || progress == Progress.NOT_SENT_ON_REUSED_CONNECTION;
    }

    /** How far a request had got when it failed, before the first byte of a response. */
    public enum Progress {
        /** Not one byte of it can have reached the backend. */
        NOT_SENT,
        /** The same, on a connection that had carried a request before: it was closed meanwhile. */
        NOT_SENT_ON_REUSED_CONNECTION,
        /** Some of it may have been sent, on a connection that had carried a request before. */
        SENT_ON_REUSED_CONNECTION,
        /** Some of it may have been sent, on a connection of its own. */
        SENT_ON_FRESH_CONNECTION,
        /** A response had begun, and it was none that can be passed on. */
        RESPONSE_BEGUN
    }

    /** The kinds of failure. */
    public enum Reason {
        /** Refused, unroutable, no such name, or no connection in time. */
        CONNECT,
        /** The connection broke. */
        BROKEN,
        /** The backend did not begin to answer in time. */
        TIMEOUT,
        /** What came is not HTTP. */
        GARBAGE,
        /** The client's body could not be read to its end. */
        CLIENT,
        /** Something in the request can't be sent to anybody. */
        BAD_REQUEST,
        /** The balancer's own limit: too many wait for this backend already. */
        OVERLOADED;

        /** Whether it speaks against the backend. */
        public boolean blamesBackend() {
            return switch (this) {
                case CLIENT, BAD_REQUEST, OVERLOADED -> false;
                case CONNECT, BROKEN, TIMEOUT, GARBAGE -> true;
            };
        }
    }
}
