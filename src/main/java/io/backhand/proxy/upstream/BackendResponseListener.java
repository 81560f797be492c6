package io.backhand.proxy.upstream;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;

/** Is told what comes back from a backend. Called by one thread at a time, which it must not block. */
public interface BackendResponseListener {
    /** An interim response, 102 or higher; 100 is the upstream's own business. */
    void interim(int status, HttpFields headers);

    /**
     * A response has begun. The content is pulled: what is not read holds the backend back. A failure from
     * now on is a failure chunk of the content; trailers are its trailers chunk.
     */
    void begun(int status, String reason, HttpFields headers, Content.Source content);

    /** There is no response and there will be none. */
    void failed(UpstreamFailure failure);
}
