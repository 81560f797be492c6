package io.backhand.proxy.upstream;

/** One request under way to a backend. Thread-safe. */
public interface BackendExchange {
    /**
     * Ends it, where it has not ended yet: its connection is closed, the listener is told of the failure, or
     * the response's content ends with it. Does nothing after the end.
     */
    void abort(Throwable cause);
}
