package io.backhand.proxy.upstream;

import io.backhand.cluster.Contact;

/**
 * The seam to backends: sends one request to one backend and says exactly how far it got.
 *
 * <p>Thread-safe; never blocks. The retry rule is built on what the listener is told and on nothing else.
 */
public interface Upstream extends AutoCloseable {
    /**
     * Sends the request. Exactly one of {@link BackendResponseListener#begun} and
     * {@link BackendResponseListener#failed} is called, once, on a thread that must not be blocked; it may be
     * called before this method returns.
     */
    BackendExchange send(Contact contact, BackendRequest backendRequest, BackendResponseListener listener);

    /** Ends every exchange under way and every connection. */
    @Override
    void close();
}
