package io.backhand.proxy.upstream;

import io.backhand.proxy.upstream.UpstreamFailure.Progress;
import io.backhand.proxy.upstream.UpstreamFailure.Reason;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLHandshakeException;
import org.eclipse.jetty.client.Connection;
import org.eclipse.jetty.client.HttpResponseException;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.CyclicTimeouts;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.Promise;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way over one connection, and how far it got.
 *
 * <p>Thread-safe: Jetty's client calls from the backend's selector thread and from whichever thread writes; the
 * listener is told of the outcome once, by whoever sees it first.
 */
final class Attempt implements BackendExchange, CyclicTimeouts.Expirable {
    private final HttpClientUpstream upstream;
    private final BackendConnections connections;
    private final BackendRequest backendRequest;
    private final BackendResponseListener listener;
    private final @Nullable RequestBody body;
    private final AtomicBoolean outcomeTold = new AtomicBoolean();

    /** Whether a connection is still to be had; whoever ends that decides whether anything is sent. */
    private final AtomicBoolean connecting = new AtomicBoolean(true);

    private volatile @Nullable RawRequest request;
    private volatile @Nullable Throwable abortedBy;
    private volatile boolean reused;
    private volatile boolean begun;
    private volatile boolean committed;
    private volatile boolean responseBegun;
    private volatile boolean timedOut;
    private volatile long bytesInBefore;
    private volatile long expireNanoTime = Long.MAX_VALUE;

    Attempt(
            HttpClientUpstream upstream,
            BackendConnections connections,
            BackendRequest backendRequest,
            BackendResponseListener listener) {
        this.upstream = upstream;
        this.connections = connections;
        this.backendRequest = backendRequest;
        this.listener = listener;
        Content.Source source = backendRequest.body();
        this.body = source == null ? null : new RequestBody(source, backendRequest.contentLength());
    }

    /** Sends on an idle connection, or on one yet to be made. */
    void start() {
        if (!backendRequest.freshConnection()) {
            Optional<Connection> idle = connections.take();
            if (idle.isPresent()) {
                if (!connected(idle.get(), true)) {
                    connections.giveBack(idle.get());
                }
                return;
            }
        }
        upstream.connect(connections, this);
    }

    /** How long a connection may take to be made. */
    Duration connectTimeout() {
        return backendRequest.connectTimeout();
    }

    /** Here is a connection for this request; false where it comes too late to be of use. */
    boolean connected(Connection connection, boolean isReused) {
        if (!connecting.compareAndSet(true, false)) {
            return false;
        }
        sendOn(connection, isReused);
        return true;
    }

    void connectFailed(Throwable cause) {
        failUnsent(Reason.CONNECT, cause);
    }

    void connectTimedOut() {
        connectFailed(new SocketTimeoutException(
                "no connection within " + connectTimeout().toMillis() + " ms"));
    }

    void overloaded() {
        failUnsent(Reason.OVERLOADED, new IllegalStateException(BackendConnections.MAX + " connections are in use"));
    }

    @Override
    public void abort(Throwable cause) {
        abortedBy = cause;
        failUnsent(Reason.BROKEN, cause);
        RawRequest sent = request;
        if (sent != null) {
            abort(sent, cause);
        }
    }

    @Override
    public long getExpireNanoTime() {
        return expireNanoTime;
    }

    /** The backend was silent for too long. */
    void expired() {
        timedOut = true;
        abort(new TimeoutException(
                "no answer within " + backendRequest.firstByteTimeout().toMillis() + " ms"));
    }

    /** An interim response came in. */
    void onInterim(int status, HttpFields headers) {
        responseBegun = true;
        if (status != HttpStatus.CONTINUE_100) {
            listener.interim(status, headers);
        }
    }

    private void sendOn(Connection connection, boolean isReused) {
        reused = isReused;
        bytesInBefore = bytesIn(connection);
        RawRequest raw = new RawRequest(upstream.client(), backendRequest, this);
        raw.body(body);
        raw.onRequestListener(new RequestProgress());
        postponeExpiry();
        request = raw;
        upstream.awaitFirstByte(this);
        connection.send(raw, new ResponseProgress(connection));
        Throwable aborted = abortedBy;
        if (aborted != null) {
            // Jetty forgets an abort that comes before the sending, and takes no other; the conversation does.
            raw.getConversation().abort(aborted, Promise.noop());
        }
    }

    private void postponeExpiry() {
        Duration limit = backendRequest.firstByteTimeout();
        expireNanoTime = limit.isZero() ? Long.MAX_VALUE : NanoTime.now() + limit.toNanos();
    }

    private void over(Connection connection, Result result) {
        upstream.firstByteCameOrNeverWill(this);
        if (result.isSucceeded()) {
            connections.giveBack(connection);
            return;
        }
        boolean closedWhileIdle = reused && !begun && abortedBy == null;
        connection.close();
        connections.drop(connection);
        if (closedWhileIdle) {
            // Jetty closed it for having been idle just as it was taken: not a byte was sent.
            connecting.set(true);
            start();
        } else {
            tellFailure(new UpstreamFailure(progress(connection), reason(result), result.getFailure()));
        }
    }

    private Progress progress(Connection connection) {
        if (!begun) {
            return Progress.NOT_SENT;
        }
        if (responseBegun || bytesIn(connection) != bytesInBefore) {
            return Progress.RESPONSE_BEGUN;
        }
        return reused ? Progress.SENT_ON_REUSED_CONNECTION : Progress.SENT_ON_FRESH_CONNECTION;
    }

    private Reason reason(Result result) {
        if (body != null && body.readFailure().isPresent()) {
            return Reason.CLIENT;
        }
        if (timedOut) {
            return Reason.TIMEOUT;
        }
        return result.getFailure() instanceof HttpResponseException ? Reason.GARBAGE : Reason.BROKEN;
    }

    private void failUnsent(Reason reason, Throwable cause) {
        if (connecting.compareAndSet(true, false)) {
            tellFailure(new UpstreamFailure(Progress.NOT_SENT, reason, cause));
        }
    }

    private void tellFailure(UpstreamFailure failure) {
        if (outcomeTold.compareAndSet(false, true)) {
            listener.failed(isRefusedByTls(failure) ? asNotSent(failure) : failure);
        }
    }

    /** The handshake comes with the first write: where it fails, nothing of the request went out. */
    private boolean isRefusedByTls(UpstreamFailure failure) {
        return !committed && failure.cause() instanceof SSLHandshakeException;
    }

    private static UpstreamFailure asNotSent(UpstreamFailure failure) {
        return new UpstreamFailure(Progress.NOT_SENT, Reason.CONNECT, failure.cause());
    }

    private static void abort(Request request, Throwable cause) {
        // Whether that ended it, its listeners are told.
        var unused = request.abort(cause);
    }

    private static long bytesIn(Connection connection) {
        return connection instanceof org.eclipse.jetty.io.Connection counting ? counting.getBytesIn() : 0;
    }

    private final class RequestProgress implements Request.Listener {
        @Override
        public void onBegin(Request request) {
            begun = true;
        }

        @Override
        public void onCommit(Request request) {
            committed = true;
            postponeExpiry();
        }

        @Override
        public void onContent(Request request, ByteBuffer content) {
            postponeExpiry();
        }

        @Override
        public void onSuccess(Request request) {
            postponeExpiry();
        }
    }

    private final class ResponseProgress implements Response.Listener {
        private final Connection connection;

        ResponseProgress(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void onBegin(Response response) {
            responseBegun = true;
        }

        @Override
        public void onHeaders(Response response) {
            upstream.firstByteCameOrNeverWill(Attempt.this);
            if (response.getStatus() == HttpStatus.SWITCHING_PROTOCOLS_101) {
                abort(
                        response.getRequest(),
                        new HttpResponseException("101, and nobody asked for an upgrade", response));
            }
        }

        @Override
        public void onContentSource(Response response, Content.Source content) {
            if (outcomeTold.compareAndSet(false, true)) {
                String reason = response.getReason() == null ? "" : response.getReason();
                listener.begun(
                        response.getStatus(),
                        reason,
                        response.getHeaders(),
                        new ResponseBody(content, response, connection));
            }
        }

        /** What is left of the body nobody wants; its connection can't carry another request. */
        @Override
        public void onSuccess(Response response) {
            if (body != null && !body.isAtEnd()) {
                abort(response.getRequest(), new IllegalStateException("answered before the request had ended"));
            }
        }

        @Override
        public void onComplete(Result result) {
            over(connection, result);
        }
    }
}
