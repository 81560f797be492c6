package io.backhand.proxy;

import io.backhand.cluster.Backend;
import io.backhand.proxy.upstream.BackendRequest;
import io.backhand.routing.Route;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * A client's request as backends get it, made when the first is tried; the others get the same, and the body anew.
 *
 * <p>The body is not looked at before: an application of this machine reads it itself. It is released by any thread,
 * else this belongs to one request.
 */
final class ForwardedRequest {
    private static final HttpField EXPECT_CONTINUE =
            new PreEncodedHttpField(HttpHeader.EXPECT, HttpHeaderValue.CONTINUE.asString());

    private final Request clientRequest;
    private final Arrival arrival;
    private final Route route;
    private final Engine engine;
    private volatile @Nullable ClientBody body;
    private @Nullable Upgrade upgrade;
    private @Nullable BackendRequest backendRequest;

    ForwardedRequest(Request clientRequest, Arrival arrival, Route route, Engine engine) {
        this.clientRequest = clientRequest;
        this.arrival = arrival;
        this.route = route;
        this.engine = engine;
    }

    /** What is sent for a try, the body from its beginning. */
    BackendRequest toBackend() {
        BackendRequest made = backendRequest;
        if (made == null) {
            made = make();
        } else if (body != null) {
            made = made.withBody(body.reader());
        }
        backendRequest = made;
        return made;
    }

    private BackendRequest make() {
        Upgrade asked = Http2WebSocket.isAskedBy(clientRequest)
                ? Upgrade.toWebSocket(engine.chance())
                : Upgrade.askedFor(clientRequest);
        String key = asked == null ? null : asked.key();
        ClientBody looked = key == null ? ClientBody.of(clientRequest, route) : null;
        body = looked;
        // The other protocol would begin within the body.
        upgrade = looked == null ? asked : null;
        return new BackendRequest(
                key == null ? clientRequest.getMethod() : HttpMethod.GET.asString(),
                ClientRequestFacts.target(clientRequest),
                headers(key, looked),
                looked == null ? null : looked.reader(),
                looked == null ? 0 : clientRequest.getLength(),
                route.limits().connect(),
                route.limits().firstByte(),
                false,
                upgrade == null ? null : upgrade.protocols(),
                clientRequest.getConnectionMetaData().getConnection().getEndPoint());
    }

    /** Whether doing it twice is as good as once; of one that was sent. */
    boolean isRepeatable() {
        BackendRequest sent = backendRequest;
        return route.retry().repeatable()
                || (sent != null && RetryRule.isRepeatable(sent.method(), clientRequest.getHeaders()));
    }

    private HttpFields headers(@Nullable String key, @Nullable ClientBody looked) {
        HttpFields.Mutable headers = RequestHeaders.forBackend(clientRequest.getHeaders(), arrival, engine.via());
        arrival.certificates().addTo(headers, clientRequest);
        ToldByPeer told = ToldByPeer.of(clientRequest);
        if (told != null) {
            told.addTo(headers);
        }
        if (key != null) {
            headers.put(Http2WebSocket.KEY, key);
        } else if (looked != null && looked.isHeldByClient()) {
            headers.put(EXPECT_CONTINUE);
        }
        MaxForwards.count(clientRequest.getMethod(), headers);
        return headers;
    }

    /** Whether it can't be sent to that backend: over HTTP/2 no connection can be upgraded. */
    boolean isBeyond(Backend backend) {
        return upgrade != null && upgrade.isToWebSocket() && backend.contact().isHttp2();
    }

    /** The other protocol that backends were asked for; null for none. */
    @Nullable
    Upgrade upgrade() {
        return upgrade;
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

    /** Whether the body is longer than it may be, by what is said of it or by what has come. */
    boolean isTooLong() {
        long maxBytes = route.limits().body().bytes();
        if (maxBytes == 0) {
            return false;
        }
        ClientBody looked = body;
        boolean hasGrownTooLong = looked != null && looked.isTooLong();
        return hasGrownTooLong || clientRequest.getLength() > maxBytes;
    }

    /** Whether the body broke off because it came too slowly. */
    boolean isTooSlow() {
        return body != null && body.isTooSlow();
    }

    /** There will be no other try: a response has begun. */
    void keepNoMore() {
        if (body != null) {
            body.keepNoMore();
            body.mayRest();
        }
    }

    /** Lets go of what of the body nobody will read. */
    void release() {
        if (body != null) {
            body.release();
        }
    }
}
