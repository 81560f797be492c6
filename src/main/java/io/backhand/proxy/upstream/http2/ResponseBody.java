package io.backhand.proxy.upstream.http2;

import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.Trailers;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/** The content of a backend's response, with its trailers as the last chunk where it has any. */
final class ResponseBody implements Content.Source {
    private final Content.Source source;
    private final Response response;
    private final Http2Exchange exchange;

    ResponseBody(Content.Source source, Response response, Http2Exchange exchange) {
        this.source = source;
        this.response = response;
        this.exchange = exchange;
    }

    @Override
    @SuppressWarnings("NullAway") // Jetty is not annotated; null is what it documents for no chunk now.
    public Content.@Nullable Chunk read() {
        Content.Chunk chunk = source.read();
        if (chunk == null || !chunk.isLast() || chunk.hasRemaining() || Content.Chunk.isFailure(chunk)) {
            return chunk;
        }
        HttpFields trailers = response.getTrailers();
        if (trailers == null || trailers.size() == 0) {
            return chunk;
        }
        chunk.release();
        return new Trailers(trailers);
    }

    @Override
    public void demand(Runnable demandCallback) {
        exchange.awaitContent(true);
        source.demand(Invocable.from(Invocable.getInvocationType(demandCallback), () -> {
            exchange.awaitContent(false);
            demandCallback.run();
        }));
    }

    /** What came already is let go of, since nobody reads it any more. */
    @Override
    public void fail(Throwable failure) {
        Content.Chunk chunk = source.read();
        while (chunk != null && !chunk.isLast()) {
            chunk.release();
            chunk = source.read();
        }
        if (chunk != null) {
            chunk.release();
        }
        source.fail(failure);
    }
}
