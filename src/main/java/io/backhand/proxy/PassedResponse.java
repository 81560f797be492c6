package io.backhand.proxy;

import io.backhand.proxy.ProxyCounters.Event;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** A backend's response on its way to the client, and what its end means for the ledger and the request. */
final class PassedResponse implements ResponsePump.Outcome {
    private final Engine engine;
    private final Request clientRequest;
    private final BackendTry itsTry;
    private final RequestEnd end;

    PassedResponse(Engine engine, Request clientRequest, BackendTry itsTry, RequestEnd end) {
        this.engine = engine;
        this.clientRequest = clientRequest;
        this.itsTry = itsTry;
        this.end = end;
    }

    /** Passes it on, now and as it comes. */
    void start(int status, HttpFields headers, Content.Source content, Response clientResponse) {
        clientResponse.setStatus(status);
        boolean withTrailers = mayHaveTrailers(headers);
        ResponseHeaders.passOn(headers, status, withTrailers, engine.via(), clientResponse.getHeaders());
        ResponsePump pump = new ResponsePump(content, clientResponse, this);
        if (withTrailers) {
            clientResponse.setTrailersSupplier(pump::trailers);
        }
        pump.iterate();
    }

    @Override
    public void passedOn() {
        itsTry.finished();
        end.succeed(Event.PROXIED);
    }

    @Override
    public void backendBroke(Throwable cause) {
        if (end.isReached()) {
            itsTry.abandoned();
            return;
        }
        itsTry.failed();
        engine.log().failed(ClientRequestFacts.target(clientRequest), itsTry.backend(), cause);
        end.fail(Event.TRUNCATED, new Request.Handler.AbortException("the backend's response broke off", cause));
    }

    @Override
    public void clientBroke(Throwable cause) {
        itsTry.abandoned();
        end.fail(Event.CLIENT_GONE, cause);
    }

    /** HTTP/1.1 announces them, and only chunks can have them; HTTP/2 needs no announcement. */
    private boolean mayHaveTrailers(HttpFields headers) {
        boolean chunked = !headers.contains(HttpHeader.CONTENT_LENGTH);
        HttpVersion version = clientRequest.getConnectionMetaData().getHttpVersion();
        return switch (version) {
            case HTTP_2, HTTP_3 -> chunked;
            case HTTP_1_1 -> chunked && headers.contains(HttpHeader.TRAILER);
            default -> false;
        };
    }
}
