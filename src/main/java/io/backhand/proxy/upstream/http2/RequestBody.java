package io.backhand.proxy.upstream.http2;

import java.util.Optional;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.Trailers;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * The client's body as Jetty's client reads it. The client fails the body of a request that failed; that stops
 * here, since the body is the client's and not the try's.
 *
 * <p>Read by one thread at a time; the questions may be asked by any.
 */
final class RequestBody implements Request.Content {
    private final Content.Source source;
    private final long length;
    private final Http2Exchange exchange;
    private volatile boolean atEnd;
    private volatile @Nullable Throwable readFailure;
    private volatile @Nullable HttpFields trailers;

    RequestBody(Content.Source source, long length, Http2Exchange exchange) {
        this.source = source;
        this.length = length;
        this.exchange = exchange;
    }

    /** Whether its last byte was read. */
    boolean isAtEnd() {
        return atEnd;
    }

    /** The fields after its last byte; null for none, as Jetty asks for it. */
    @Nullable
    HttpFields trailers() {
        return trailers;
    }

    /** Why the client's body could not be read on. */
    Optional<Throwable> readFailure() {
        return Optional.ofNullable(readFailure);
    }

    @Override
    public long getLength() {
        return length;
    }

    @Override
    @SuppressWarnings("NullAway") // Jetty is not annotated; null is what it documents for no chunk now.
    public Content.@Nullable Chunk read() {
        Content.Chunk chunk = source.read();
        if (Content.Chunk.isFailure(chunk)) {
            readFailure = chunk.getFailure();
        } else if (chunk != null && chunk.isLast()) {
            atEnd = true;
            if (chunk instanceof Trailers its) {
                trailers = its.getTrailers();
            }
        }
        return chunk;
    }

    @Override
    public void demand(Runnable demandCallback) {
        exchange.awaitClient(true);
        source.demand(Invocable.from(Invocable.getInvocationType(demandCallback), () -> {
            exchange.awaitClient(false);
            demandCallback.run();
        }));
    }

    @Override
    public void fail(Throwable failure) {}

    @Override
    public void fail(Throwable failure, boolean last) {}
}
