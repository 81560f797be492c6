package io.backhand.proxy.upstream;

/**
 * Why there is no response, and how far the request had got.
 *
 * @param progress how far
 * @param reason the kind of failure, for the retry rule, the log and the counters
 * @param cause what happened, for the log
 */
public record UpstreamFailure(Progress progress, Reason reason, Throwable cause) {
    /** How far a request had got when it failed, before the first byte of a response. */
    public enum Progress {
        /** Not one byte of it can have reached the backend. */
        NOT_SENT,
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
        /** The balancer's own limit: too many wait for this backend already. */
        OVERLOADED
    }
}
