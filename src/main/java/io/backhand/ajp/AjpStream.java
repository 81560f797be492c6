package io.backhand.ajp;

import io.backhand.ajp.ResponsePart.Last;
import io.backhand.ajp.codec.ForwardRequest;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response, as Jetty's channel sees them. The channel calls it as it is agreed for streams: one reads at
 * a time, one writes at a time, and it ends once.
 */
@SuppressWarnings("NullAway") // Jetty is not annotated; null is what it takes and gives where there is nothing.
final class AjpStream implements HttpStream {
    private final AjpConnection connection;
    private final String id;
    private final RequestBody body;
    private final AtomicBoolean inHandler = new AtomicBoolean(true);
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile boolean committed;
    private boolean withoutContent;
    private volatile boolean closes;

    AjpStream(AjpConnection connection, long number, ForwardRequest forwarded) {
        this.connection = connection;
        this.id = Long.toString(number);
        long length = forwarded.contentLength();
        this.body = connection.body(length == ForwardRequest.NO_BODY ? 0 : length);
    }

    /** The thread that handed it to its handler is back. @return whether the request is over by then */
    boolean leaveHandler() {
        return !inHandler.compareAndSet(true, false);
    }

    RequestBody body() {
        return body;
    }

    /** Whether the connection is not good for another request. */
    boolean closesConnection() {
        return closes;
    }

    @Override
    public String getId() {
        return id;
    }

    @Override
    public Content.@Nullable Chunk read() {
        return body.read();
    }

    @Override
    public void demand() {
        if (body.isReady()) {
            connection.awaited().contentAvailable();
        } else {
            connection.awaited().byRequest();
        }
    }

    @Override
    public void prepareResponse(HttpFields.Mutable headers) {
        // What does not belong into a head of AJP is left out where it is written.
    }

    @Override
    public void send(
            MetaData.Request request,
            MetaData.@Nullable Response response,
            boolean last,
            @Nullable ByteBuffer content,
            Callback callback) {
        boolean interim = response != null && HttpStatus.isInterim(response.getStatus());
        boolean nothing = response == null && !last && (content == null || !content.hasRemaining());
        if (interim || nothing) {
            // There are no interim responses in AJP; and what was written before has been flushed.
            callback.succeeded();
            return;
        }
        if (response != null) {
            withoutContent = HttpMethod.HEAD.is(request.getMethod()) || hasNoContent(response.getStatus());
        }
        if (withoutContent && content != null) {
            content.position(content.limit());
        }
        Last behind = last ? end() : Last.MORE;
        AjpResponses responses = connection.responses();
        ResponsePart part = response == null
                ? responses.next(content, behind)
                : responses.first(request.getHttpURI().getPath(), response, content, withoutContent, behind);
        if (part == null) {
            callback.failed(new HttpException.RuntimeException(
                    HttpStatus.INTERNAL_SERVER_ERROR_500, "the header of the response can't be sent"));
            return;
        }
        committed = true;
        responses.write(part, callback);
    }

    private static boolean hasNoContent(int status) {
        return status == HttpStatus.NO_CONTENT_204 || status == HttpStatus.NOT_MODIFIED_304;
    }

    private Last end() {
        closes = body.isBroken() || connection.isLeaving();
        return closes ? Last.END_AND_CLOSE : Last.END_AND_REUSE;
    }

    /** A packet that was not written to its end leaves nothing to go on with. */
    @Override
    public Runnable cancelSend(Throwable cause, Callback appCallback) {
        return () -> {
            connection.getEndPoint().close(cause);
            appCallback.failed(cause);
        };
    }

    @Override
    public long getIdleTimeout() {
        return connection.getEndPoint().getIdleTimeout();
    }

    @Override
    public void setIdleTimeout(long idleTimeoutMs) {
        connection.getEndPoint().setIdleTimeout(idleTimeoutMs);
    }

    @Override
    public boolean isCommitted() {
        return committed;
    }

    /** What of the body nobody has read costs nothing: the other side sends it only when it is asked for. */
    @Override
    public @Nullable Throwable consumeAvailable() {
        body.drop();
        return null;
    }

    @Override
    public void succeeded() {
        if (over.compareAndSet(false, true)) {
            body.drop();
            connection.requestEnded(this);
        }
    }

    @Override
    public void failed(Throwable cause) {
        if (over.compareAndSet(false, true)) {
            body.drop();
            connection.requestFailed(this, cause);
        }
    }
}
