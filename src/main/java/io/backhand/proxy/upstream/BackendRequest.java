package io.backhand.proxy.upstream;

import java.time.Duration;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.jspecify.annotations.Nullable;

/**
 * A request as it goes to a backend.
 *
 * @param method as the client wrote it
 * @param target path and query as the client wrote them
 * @param headers all of them, ready to go; framing headers are the upstream's to set
 * @param body the body, or null where the client sends none; never failed by the upstream, so that another try may read on
 * @param contentLength length of the body in bytes, -1 where it is not known
 * @param connectTimeout for a connection to be made; zero is none
 * @param firstByteTimeout from the request's last byte sent to the first byte of the response, as long for each
 *     piece of the request to be taken, and as long for each further piece of the response; zero is none
 * @param freshConnection whether a connection that has carried a request before will not do
 * @param upgrade the protocol that the connection is to be upgraded to, or null for none; HTTP/1.1 alone can
 * @param clientEndPoint the client's connection, near which the backend's is best; null where there is no client
 */
public record BackendRequest(
        String method,
        String target,
        HttpFields headers,
        Content.@Nullable Source body,
        long contentLength,
        Duration connectTimeout,
        Duration firstByteTimeout,
        boolean freshConnection,
        @Nullable String upgrade,
        @Nullable EndPoint clientEndPoint) {

    /** The same with its body to be read again. */
    public BackendRequest withBody(Content.Source again) {
        return new BackendRequest(
                method,
                target,
                headers,
                again,
                contentLength,
                connectTimeout,
                firstByteTimeout,
                freshConnection,
                upgrade,
                clientEndPoint);
    }

    /** The same on a connection that has carried no request before. */
    public BackendRequest onFreshConnection() {
        return new BackendRequest(
                method,
                target,
                headers,
                body,
                contentLength,
                connectTimeout,
                firstByteTimeout,
                true,
                upgrade,
                clientEndPoint);
    }
}
