package io.backhand.proxy.upstream;

import org.eclipse.jetty.client.Connection;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.Trailers;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/** The content of a backend's response, with its trailers as the last chunk where it has any. */
final class ResponseBody implements Content.Source {
    private final Content.Source source;
    private final Response response;
    private final Connection connection;

    ResponseBody(Content.Source source, Response response, Connection connection) {
        this.source = source;
        this.connection = connection;
        this.response = response;
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
        source.demand(demandCallback);
    }

    /**
     * Jetty's receiver lets go of its buffer only when that is read to its end; with the connection closed, that is
     * near.
     */
    @Override
    public void fail(Throwable failure) {
        if (connection instanceof org.eclipse.jetty.io.Connection closable) {
            closable.getEndPoint().close(failure);
        }
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
