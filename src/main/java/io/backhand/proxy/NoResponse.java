package io.backhand.proxy;

import io.backhand.cluster.Backend;
import io.backhand.proxy.ProxyCounters.Event;
import io.backhand.proxy.upstream.UpstreamFailure;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/**
 * The end of a request that gets no response of a backend: what the client, the log and the counters are told.
 *
 * @param end reached by each of these
 */
record NoResponse(Engine engine, Request clientRequest, Response clientResponse, RequestEnd end) {
    /** The chain has chosen nobody; {@code off} where it said that nothing is to be balanced. */
    void noBackend(boolean off) {
        if (off) {
            end.answer(Event.OFF, HttpStatus.NOT_FOUND_404, "Not Found");
            return;
        }
        engine.log().noBackend(target());
        end.answer(Event.NO_BACKEND, HttpStatus.SERVICE_UNAVAILABLE_503, "no backend can take the request now");
    }

    /** All that may take it have as many requests as they may have, and that one was waited for. */
    void full(Backend backend) {
        engine.log().full(target(), backend);
        end.answer(Event.OVERLOADED, HttpStatus.SERVICE_UNAVAILABLE_503, "no backend has room for the request now");
    }

    /** It asks for WebSocket, and the backend it would go to is spoken to in HTTP/2. */
    void noWebSocket() {
        end.answer(
                Event.BAD_REQUEST,
                HttpStatus.NOT_IMPLEMENTED_501,
                "WebSocket is not passed on to a backend that is spoken to in HTTP/2");
    }

    /** That was the last try. */
    void after(Backend backend, UpstreamFailure failure) {
        switch (failure.reason()) {
            case CLIENT -> clientBroke(failure.cause());
            case BAD_REQUEST ->
                end.answer(Event.BAD_REQUEST, HttpStatus.BAD_REQUEST_400, "the request can't be passed on");
            case CONNECT, BROKEN, TIMEOUT, GARBAGE, OVERLOADED -> failedBy(backend, failure);
        }
    }

    /** The client's body can't be read to its end. */
    void clientBroke(Throwable cause) {
        if (end.isRequestTooLong()) {
            tooLong();
        } else if (end.isRequestTooSlow()) {
            end.answer(Event.TOO_SLOW, HttpStatus.REQUEST_TIMEOUT_408, "the body came too slowly");
        } else {
            end.fail(Event.CLIENT_GONE, cause);
        }
    }

    /** The client's body is longer than it may be. */
    void tooLong() {
        end.answer(Event.TOO_LONG, HttpStatus.PAYLOAD_TOO_LARGE_413, "the body is too long");
    }

    /** The balancer's own code has failed, or a function of the user's. */
    void unexpected(Throwable cause) {
        engine.log().unexpected(target(), cause);
        if (clientResponse.isCommitted()) {
            end.fail(Event.TRUNCATED, cause);
        } else {
            end.answer(Event.INTERNAL_ERROR, HttpStatus.INTERNAL_SERVER_ERROR_500, "the balancer failed the request");
        }
    }

    private void failedBy(Backend backend, UpstreamFailure failure) {
        Notes.failed(clientRequest, Notes.word(failure));
        engine.log().failed(target(), backend, failure.cause());
        if (failure.reason() == UpstreamFailure.Reason.TIMEOUT) {
            end.answer(Event.GATEWAY_TIMEOUT, HttpStatus.GATEWAY_TIMEOUT_504, "the backend did not answer in time");
        } else if (failure.isUnsent()) {
            end.answer(Event.NO_BACKEND, HttpStatus.SERVICE_UNAVAILABLE_503, "no backend could be reached");
        } else {
            end.answer(Event.BAD_GATEWAY, HttpStatus.BAD_GATEWAY_502, "the backend failed the request");
        }
    }

    private String target() {
        return ClientRequestFacts.target(clientRequest);
    }
}
