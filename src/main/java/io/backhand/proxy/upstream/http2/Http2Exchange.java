package io.backhand.proxy.upstream.http2;

import io.backhand.proxy.upstream.BackendExchange;
import io.backhand.proxy.upstream.BackendRequest;
import io.backhand.proxy.upstream.BackendResponseListener;
import io.backhand.proxy.upstream.UpstreamFailure;
import io.backhand.proxy.upstream.UpstreamFailure.Progress;
import io.backhand.proxy.upstream.UpstreamFailure.Reason;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.RetryableRequestException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way in a stream of its own, and how far it got.
 *
 * <p>Thread-safe: Jetty's client calls from the backend's selector thread and from whichever thread writes; the
 * listener is told of the outcome once, by whoever sees it first.
 */
final class Http2Exchange implements BackendExchange {
    private static final String STREAM_REFUSED = ErrorCode.toString(ErrorCode.REFUSED_STREAM_ERROR.code, "");

    private final BackendRequest backendRequest;
    private final BackendResponseListener listener;
    private final Scheduler scheduler;
    private final @Nullable RequestBody body;
    private final AtomicBoolean outcomeTold = new AtomicBoolean();
    private final Object timing = new Object();
    private Scheduler.@Nullable Task timer;
    private boolean answered;
    private boolean clientAwaited;
    private boolean contentAwaited;
    private volatile @Nullable RawRequest request;
    private volatile @Nullable Throwable abortedBy;
    private volatile boolean begun;
    private volatile boolean responseBegun;
    private volatile boolean timedOut;

    Http2Exchange(BackendRequest backendRequest, BackendResponseListener listener, Scheduler scheduler) {
        this.backendRequest = backendRequest;
        this.listener = listener;
        this.scheduler = scheduler;
        Content.Source source = backendRequest.body();
        this.body = source == null ? null : new RequestBody(source, backendRequest.contentLength(), this);
    }

    /** Sends it, on a connection that there is or on one to be made. */
    void send(Destination destination, RawRequest raw) {
        if (body != null) {
            raw.body(body);
            raw.trailersSupplier(body::trailers);
        }
        raw.onRequestListener(new RequestProgress());
        request = raw;
        limit(backendRequest.connectTimeout(), this::noConnectionInTime);
        destination.send(raw, new ResponseProgress());
        Throwable aborted = abortedBy;
        if (aborted != null) {
            abort(raw, aborted);
        }
    }

    /** It can't be sent to anybody. */
    void refuse(Throwable cause) {
        tellFailure(new UpstreamFailure(Progress.NOT_SENT, Reason.BAD_REQUEST, cause));
    }

    @Override
    public void abort(Throwable cause) {
        abortedBy = cause;
        RawRequest sent = request;
        if (sent != null) {
            abort(sent, cause);
        }
    }

    /** An interim response came in. */
    void onInterim(int status, HttpFields headers) {
        responseBegun = true;
        listener.interim(status, headers);
    }

    private void noConnectionInTime() {
        if (!begun) {
            abort(new SocketTimeoutException(
                    "no connection within " + backendRequest.connectTimeout().toMillis() + " ms"));
        }
    }

    private void noAnswerInTime() {
        timedOut = true;
        abort(new TimeoutException(
                "no answer within " + backendRequest.firstByteTimeout().toMillis() + " ms"));
    }

    /** The sender waits for more of the client's body, or has some again: until then the backend may be waiting too. */
    void awaitClient(boolean waiting) {
        synchronized (timing) {
            clientAwaited = waiting;
            limitAnew();
        }
    }

    /** Whoever reads the response waits for more of it, or has some. */
    void awaitContent(boolean waiting) {
        synchronized (timing) {
            contentAwaited = waiting;
            limitAnew();
        }
    }

    private void answered() {
        synchronized (timing) {
            answered = true;
            limitAnew();
        }
    }

    /** From now on the backend has the whole of the limit, where it is the backend that is waited for. */
    private void limitAnew() {
        synchronized (timing) {
            if (!clientAwaited && (!answered || contentAwaited)) {
                limit(backendRequest.firstByteTimeout(), this::noAnswerInTime);
            } else {
                noLimit();
            }
        }
    }

    private void over() {
        synchronized (timing) {
            answered = true;
            contentAwaited = false;
            noLimit();
        }
    }

    private void limit(Duration limit, Runnable whenPast) {
        synchronized (timing) {
            noLimit();
            if (!limit.isZero()) {
                timer = scheduler.schedule(whenPast, limit.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    private void noLimit() {
        synchronized (timing) {
            if (timer != null) {
                timer.cancel();
                timer = null;
            }
        }
    }

    private UpstreamFailure failure(Throwable cause) {
        Throwable why = abortedBy != null ? abortedBy : cause;
        if (!begun || isRefused(cause)) {
            return new UpstreamFailure(Progress.NOT_SENT, reasonUnsent(cause), why);
        }
        return new UpstreamFailure(
                responseBegun ? Progress.RESPONSE_BEGUN : Progress.SENT_ON_FRESH_CONNECTION, reason(), why);
    }

    /**
     * Whether the backend refused it before it looked at it (RFC 9113, 8.7), by the end of its connection or of this stream
     * alone. Jetty's client tells of the latter by the name of the error and nothing else, and not even that where a piece of
     * the body was just being written: then nobody knows.
     */
    private static boolean isRefused(Throwable cause) {
        return cause instanceof RetryableRequestException || STREAM_REFUSED.equals(cause.getMessage());
    }

    private Reason reasonUnsent(Throwable cause) {
        if (cause instanceof RejectedExecutionException) {
            return Reason.OVERLOADED;
        }
        boolean byUs = abortedBy != null && !(abortedBy instanceof SocketTimeoutException);
        return byUs || isRefused(cause) ? Reason.BROKEN : Reason.CONNECT;
    }

    private Reason reason() {
        if (body != null && body.readFailure().isPresent()) {
            return Reason.CLIENT;
        }
        return timedOut ? Reason.TIMEOUT : Reason.BROKEN;
    }

    private void tellFailure(UpstreamFailure failure) {
        if (outcomeTold.compareAndSet(false, true)) {
            listener.failed(failure);
        }
    }

    private static void abort(Request request, Throwable cause) {
        // Whether that ended it, its listeners are told.
        var unused = request.abort(cause);
    }

    private final class RequestProgress implements Request.Listener {
        @Override
        public void onBegin(Request request) {
            begun = true;
            limitAnew();
        }

        @Override
        public void onContent(Request request, ByteBuffer content) {
            limitAnew();
        }

        @Override
        public void onSuccess(Request request) {
            limitAnew();
        }
    }

    private final class ResponseProgress implements Response.Listener {
        @Override
        public void onBegin(Response response) {
            responseBegun = true;
        }

        @Override
        public void onHeaders(Response response) {
            answered();
        }

        @Override
        public void onContentSource(Response response, Content.Source content) {
            if (outcomeTold.compareAndSet(false, true)) {
                listener.begun(
                        response.getStatus(),
                        "",
                        response.getHeaders(),
                        new ResponseBody(content, response, Http2Exchange.this));
            }
        }

        /** What is left of the body nobody wants. */
        @Override
        public void onSuccess(Response response) {
            if (body != null && !body.isAtEnd()) {
                Http2Exchange.abort(
                        response.getRequest(), new IllegalStateException("answered before the request had ended"));
            }
        }

        @Override
        public void onComplete(Result result) {
            over();
            if (result.isFailed()) {
                tellFailure(failure(result.getFailure()));
            }
        }
    }
}
