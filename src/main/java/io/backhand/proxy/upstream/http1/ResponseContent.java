package io.backhand.proxy.upstream.http1;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.Trailers;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;

/**
 * The content of a response as it comes in: read from the backend when the reader asks for it, so that a reader who
 * does not holds the backend back. The chunk that is known to be the last says so.
 *
 * <p>Belongs to its one reader, and while that waits for content to whoever receives.
 */
final class ResponseContent implements Content.Source {
    private final Exchange exchange;
    private final BackendConnection connection;
    private @Nullable ReceiveBuffer buffer;
    private ByteBuffer view = BufferUtil.EMPTY_BUFFER;
    private boolean complete;
    private @Nullable HttpFields trailers;
    private @Nullable Throwable failure;
    private volatile @Nullable Runnable waiting;

    ResponseContent(Exchange exchange, BackendConnection connection) {
        this.exchange = exchange;
        this.connection = connection;
    }

    /** Takes over a buffer with content in it; what came before was read. */
    void add(ReceiveBuffer filled, ByteBuffer itsContent) {
        buffer = filled;
        view = itsContent;
    }

    /** Nothing more comes. */
    void complete(@Nullable HttpFields withTrailers) {
        trailers = withTrailers;
        complete = true;
    }

    /** Nothing more comes, though it should. */
    void broken(Throwable cause) {
        failure = cause;
    }

    /** Tells a reader who waits that there is something to be read. */
    void wake() {
        Runnable reader = waiting;
        waiting = null;
        if (reader != null) {
            reader.run();
        }
    }

    /** Whether the reader waits; any thread may ask. */
    boolean isDemanded() {
        return waiting != null;
    }

    @Override
    @SuppressWarnings("NullAway") // Jetty is not annotated; null is what it documents for no chunk now.
    public Content.@Nullable Chunk read() {
        Content.Chunk chunk = available();
        if (chunk == null && connection.receive(exchange)) {
            chunk = available();
        }
        return chunk;
    }

    @Override
    public void demand(Runnable demandCallback) {
        if (waiting != null) {
            throw new IllegalStateException("content is demanded already");
        }
        // Set by the sender just as the response began, it would be long past, and is no limit for what is to come.
        connection.limits().readWhenever();
        waiting = demandCallback;
        if (hasNews()) {
            wake();
        } else {
            connection.awaitContent(exchange);
        }
    }

    @Override
    public void fail(Throwable cause) {
        discard();
        failure = cause;
        exchange.abort(cause);
    }

    /** Lets go of what nobody will read. */
    void discard() {
        ReceiveBuffer unread = buffer;
        buffer = null;
        if (unread != null) {
            unread.release();
        }
    }

    private boolean hasNews() {
        return buffer != null || complete || failure != null || exchange.death() != null;
    }

    private Content.@Nullable Chunk available() {
        ReceiveBuffer filled = buffer;
        if (filled != null) {
            buffer = null;
            boolean last = complete && trailers == null;
            return Content.Chunk.asChunk(view, last, filled);
        }
        if (complete) {
            HttpFields after = trailers;
            trailers = null;
            return after == null ? Content.Chunk.EOF : new Trailers(after);
        }
        Throwable cause = failure != null ? failure : exchange.death();
        return cause == null ? null : Content.Chunk.from(cause);
    }
}
