package io.backhand.proxy.upstream;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;

/**
 * Is told what comes back from a backend. Called by one thread at a time, which it must not block. It throws nothing:
 * whoever calls could end the exchange, and not the request.
 */
public interface BackendResponseListener {
    /** An interim response, 100 among them, but 101. */
    void interim(int status, HttpFields headers);

    /**
     * A response has begun. The content is pulled: what is not read holds the backend back. A failure from
     * now on is a failure chunk of the content; trailers are its trailers chunk. Content that is not read to its end
     * is failed.
     */
    void begun(int status, String reason, HttpFields headers, Content.Source content);

    /** There is no response and there will be none. */
    void failed(UpstreamFailure failure);

    /**
     * The backend speaks the protocol that the request asked for, on a connection that is now the listener's: it
     * upgrades the end point to a connection of its own, or closes it.
     *
     * @param headers of the 101 response
     * @param backend nobody reads from it or writes to it any more
     * @param received what the backend has sent of the new protocol already; the listener's own
     */
    default void upgraded(HttpFields headers, EndPoint backend, ByteBuffer received) {
        backend.close();
        failed(new UpstreamFailure(
                UpstreamFailure.Progress.RESPONSE_BEGUN,
                UpstreamFailure.Reason.GARBAGE,
                new IllegalStateException("the backend was asked for an upgrade that nobody takes")));
    }
}
