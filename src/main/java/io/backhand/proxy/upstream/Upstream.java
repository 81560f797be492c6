package io.backhand.proxy.upstream;

import io.backhand.cluster.Contact;
import java.time.Duration;

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

    /**
     * Takes note of when a backend closes connections that are idle; a second earlier they are given up here. To be
     * told again and again: a contact without connections is forgotten.
     */
    default void closesIdleAfter(Contact contact, Duration timeout) {}

    /** Ends every exchange under way and every connection. */
    @Override
    void close();
}
