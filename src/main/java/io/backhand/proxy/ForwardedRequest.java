package io.backhand.proxy;

import io.backhand.proxy.upstream.BackendRequest;
import io.backhand.routing.Route;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * A client's request as backends get it, made when the first is tried; the others get the same.
 *
 * <p>The body is not looked at before: an application of this machine reads it itself. It is released by any thread,
 * else this belongs to one request.
 */
final class ForwardedRequest {
    private final Request clientRequest;
    private final Arrival arrival;
    private final Route route;
    private final Via via;
    private volatile @Nullable ClientBody body;
    private @Nullable BackendRequest backendRequest;

    ForwardedRequest(Request clientRequest, Arrival arrival, Route route, Via via) {
        this.clientRequest = clientRequest;
        this.arrival = arrival;
        this.route = route;
        this.via = via;
    }

    /** What is sent. */
    BackendRequest toBackend() {
        BackendRequest made = backendRequest;
        if (made == null) {
            ClientBody looked = ClientBody.of(clientRequest);
            body = looked;
            made = new BackendRequest(
                    clientRequest.getMethod(),
                    ClientRequestFacts.target(clientRequest),
                    RequestHeaders.forBackend(clientRequest.getHeaders(), arrival, via),
                    looked,
                    looked == null ? 0 : clientRequest.getLength(),
                    route.connectTimeout(),
                    route.firstByteTimeout(),
                    false,
                    null,
                    clientRequest.getConnectionMetaData().getConnection().getEndPoint());
            backendRequest = made;
        }
        return made;
    }

    /** Why the body can't be read, where its beginning says so; else null. */
    @Nullable
    Throwable failure() {
        return body == null ? null : body.failure();
    }

    /** Whether it was looked at and there is one. */
    boolean hasBody() {
        return body != null;
    }

    /** Whether another backend can have all of it. */
    boolean isWhole() {
        return body == null || body.isWhole();
    }

    /** Whether its body broke off on the way. */
    boolean isBroken() {
        return body != null && body.isBroken();
    }

    /** Lets go of what of the body nobody will read. */
    void release() {
        if (body != null) {
            body.release();
        }
    }
}
