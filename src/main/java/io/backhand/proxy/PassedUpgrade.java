package io.backhand.proxy;

import io.backhand.accesslog.Joined;
import io.backhand.proxy.ProxyCounters.Event;
import io.backhand.proxy.tunnel.ByteTunnel;
import io.backhand.proxy.upstream.UpstreamFailure;
import io.backhand.proxy.upstream.UpstreamFailure.Progress;
import io.backhand.proxy.upstream.UpstreamFailure.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Components;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * A backend's consent to go on in another protocol on its way to the client, and then the tunnel between the two. The
 * request ends when the client has the answer; its try, and its entry in the ledger, when the tunnel does.
 */
final class PassedUpgrade implements Callback {
    /** A 101 to another protocol than those that the client has named. */
    static final UpstreamFailure NOT_ASKED_FOR = new UpstreamFailure(
            Progress.RESPONSE_BEGUN, Reason.GARBAGE, new IOException("101 to a protocol that nobody asked for"));

    private final Engine engine;
    private final Mount mount;
    private final Request clientRequest;
    private final Response clientResponse;
    private final BackendTry itsTry;
    private final RequestEnd end;

    PassedUpgrade(
            Engine engine,
            Mount mount,
            Request clientRequest,
            Response clientResponse,
            BackendTry itsTry,
            RequestEnd end) {
        this.engine = engine;
        this.mount = mount;
        this.clientRequest = clientRequest;
        this.clientResponse = clientResponse;
        this.itsTry = itsTry;
        this.end = end;
    }

    /**
     * Passes it on, and opens the tunnel when the client has it.
     *
     * @param headers of the backend's answer
     * @param backend its connection
     * @param received what came after the answer
     */
    void start(HttpFields headers, EndPoint backend, ByteBuffer received) {
        itsTry.responseBegun(HttpStatus.SWITCHING_PROTOCOLS_101);
        Notes.answered(clientRequest, engine.cluster().clock());
        try {
            pass(headers, backend, received);
        } catch (RuntimeException | Error e) {
            backend.close();
            itsTry.abandoned();
            new NoResponse(engine, clientRequest, clientResponse, end).unexpected(e);
        }
    }

    private void pass(HttpFields headers, EndPoint backend, ByteBuffer received) {
        Joined joined = Notes.joins(clientRequest);
        Components components = clientRequest.getComponents();
        ByteTunnel tunnel = new ByteTunnel(
                clientRequest.getTunnelSupport().getEndPoint(),
                backend,
                received,
                new ByteTunnel.Resources(components.getExecutor(), components.getByteBufferPool()),
                (toClientBytes, toBackendBytes, cause) -> {
                    itsTry.finished();
                    if (joined != null) {
                        long nowNanos = engine.cluster().clock().nanoTime();
                        joined.over(Notes.how(cause), nowNanos, toClientBytes, toBackendBytes);
                    }
                });
        clientRequest.addHttpStreamWrapper(stream -> new Opening(stream, tunnel));
        clientRequest.setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, tunnel.clientConnection());
        HttpFields.Mutable clientHeaders = clientResponse.getHeaders();
        ResponseHeaders.passOn(
                headers, HttpStatus.SWITCHING_PROTOCOLS_101, false, engine.via(), this::place, clientHeaders);
        if (mount.cookie().isPresent()) {
            mount.cookie().get().keep(itsTry.backend(), clientRequest.getHeaders(), isSecure(), clientHeaders);
        }
        if (Http2WebSocket.isAskedBy(clientRequest)) {
            clientResponse.setStatus(HttpStatus.OK_200);
            clientHeaders.remove(Http2WebSocket.ACCEPT);
        } else {
            clientResponse.setStatus(HttpStatus.SWITCHING_PROTOCOLS_101);
            clientHeaders.put(HttpHeader.CONNECTION, HttpHeaderValue.UPGRADE.asString());
            clientHeaders.put(HttpHeader.UPGRADE, headers.get(HttpHeader.UPGRADE));
        }
        clientResponse.write(true, BufferUtil.EMPTY_BUFFER, this);
    }

    private boolean isSecure() {
        return AskedFor.of(engine.arrivals().of(clientRequest), clientRequest.getHeaders())
                .secure();
    }

    private HttpField place(HttpField field) {
        return LinkRewriting.of(engine, mount, itsTry.backend(), clientRequest).toClient(field);
    }

    @Override
    public void succeeded() {
        end.succeed(Event.UPGRADED);
    }

    @Override
    public void failed(Throwable cause) {
        itsTry.abandoned();
        end.fail(Event.CLIENT_GONE, cause);
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    /** The server gives the client's connection to the tunnel when the request has succeeded; or it does not. */
    private static final class Opening extends HttpStream.Wrapper {
        private final ByteTunnel tunnel;

        Opening(HttpStream stream, ByteTunnel tunnel) {
            super(stream);
            this.tunnel = tunnel;
        }

        @Override
        public void succeeded() {
            super.succeeded();
            tunnel.closeUnlessOpen();
        }

        @Override
        public void failed(Throwable cause) {
            super.failed(cause);
            tunnel.closeUnlessOpen();
        }
    }
}
