package io.backhand.proxy;

import io.backhand.proxy.ProxyCounters.Event;
import java.io.IOException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * A backend's response on its way to the client, and what its end means for the ledger and the request. One that is
 * all there goes out in one write; the rest is a {@link ResponsePump}'s.
 */
final class PassedResponse implements ResponsePump.Outcome, ResponseHeaders.Places, Callback {
    private final Engine engine;
    private final Mount mount;
    private final Response clientResponse;
    private final Content.Source content;
    private final BackendTry itsTry;
    private final RequestEnd end;
    private Content.@Nullable Chunk whole;

    PassedResponse(
            Engine engine,
            Mount mount,
            Response clientResponse,
            Content.Source content,
            BackendTry itsTry,
            RequestEnd end) {
        this.engine = engine;
        this.mount = mount;
        this.clientResponse = clientResponse;
        this.content = content;
        this.itsTry = itsTry;
        this.end = end;
    }

    /** Passes it on, now and as it comes. */
    void start(int status, HttpFields headers) {
        if (HttpStatus.isSuccess(status)
                && HttpMethod.CONNECT.is(clientResponse.getRequest().getMethod())) {
            refuse();
            return;
        }
        clientResponse.setStatus(status);
        boolean withTrailers = mayHaveTrailers(headers);
        ResponseHeaders.passOn(headers, status, withTrailers, engine.via(), this, clientResponse.getHeaders());
        if (mount.cookie().isPresent() && status < HttpStatus.INTERNAL_SERVER_ERROR_500) {
            keepClient(mount.cookie().get());
        }
        Content.Chunk first = content.read();
        if (first != null && first.isLast() && !withTrailers && !Content.Chunk.isFailure(first)) {
            writeWhole(first);
        } else {
            pump(first, withTrailers);
        }
    }

    /** To a client that asked for a tunnel it would be the consent that the backend has not given. */
    private void refuse() {
        Throwable cause = new IOException("a success, and no upgrade");
        itsTry.failed();
        content.fail(cause);
        engine.log().failed(ClientRequestFacts.target(clientResponse.getRequest()), itsTry.backend(), cause);
        end.answer(Event.BAD_GATEWAY, HttpStatus.BAD_GATEWAY_502, "the backend did not agree to the tunnel");
    }

    private void writeWhole(Content.Chunk all) {
        whole = all;
        try {
            clientResponse.write(true, all.getByteBuffer(), this);
        } catch (RuntimeException | Error e) {
            releaseWhole();
            throw e;
        }
    }

    /** Nobody is bound to a backend by its own trouble. */
    private void keepClient(AffinityCookie cookie) {
        Request clientRequest = clientResponse.getRequest();
        HttpFields clientHeaders = clientRequest.getHeaders();
        boolean secure =
                AskedFor.of(engine.arrivals().of(clientRequest), clientHeaders).secure();
        cookie.keep(itsTry.backend(), clientHeaders, secure, clientResponse.getHeaders());
    }

    @Override
    public HttpField toClient(HttpField field) {
        return LinkRewriting.of(engine, mount, itsTry.backend(), clientResponse.getRequest())
                .toClient(field);
    }

    private void pump(Content.@Nullable Chunk first, boolean withTrailers) {
        ResponsePump pump = new ResponsePump(content, first, clientResponse, this);
        if (withTrailers) {
            clientResponse.setTrailersSupplier(pump::trailers);
        }
        pump.iterate();
    }

    /** The one write is done. */
    @Override
    public void succeeded() {
        releaseWhole();
        passedOn();
    }

    @Override
    public void failed(Throwable cause) {
        releaseWhole();
        content.fail(cause);
        clientBroke(cause);
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    public void heard() {
        itsTry.heard();
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
        if (end.isRequestBroken()) {
            clientBroke(cause);
            return;
        }
        itsTry.brokeOff(cause);
        engine.log().failed(ClientRequestFacts.target(clientResponse.getRequest()), itsTry.backend(), cause);
        end.fail(Event.TRUNCATED, new Request.Handler.AbortException("the backend's response broke off", cause));
    }

    @Override
    public void clientBroke(Throwable cause) {
        itsTry.abandoned();
        end.fail(Event.CLIENT_GONE, cause);
    }

    private void releaseWhole() {
        Content.Chunk written = whole;
        whole = null;
        if (written != null) {
            written.release();
        }
    }

    /** HTTP/1.1 announces or wants them, and only chunks can have them; HTTP/2 needs neither. */
    private boolean mayHaveTrailers(HttpFields headers) {
        boolean chunked = headers.getField(HttpHeader.CONTENT_LENGTH) == null;
        Request clientRequest = clientResponse.getRequest();
        return switch (clientRequest.getConnectionMetaData().getHttpVersion()) {
            case HTTP_2, HTTP_3 -> chunked;
            case HTTP_1_1 ->
                chunked
                        && (headers.getField(HttpHeader.TRAILER) != null
                                || clientRequest.getHeaders().contains(HttpHeader.TE, "trailers"));
            default -> false;
        };
    }
}
