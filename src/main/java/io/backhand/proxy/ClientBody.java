package io.backhand.proxy;

import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.Trailers;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * The body of a client's request, whose first chunk was read to see whether there is one at all: headers only say
 * what is meant to come.
 *
 * <p>Read by one thread at a time; any may release it, after which the client's request is not touched any more: the
 * server reads what is left itself then, and two readers would release a buffer twice.
 */
final class ClientBody implements Content.Source {
    private final Request clientRequest;
    private final AtomicReference<Content.@Nullable Chunk> first;
    private final Object reading = new Object();
    private volatile boolean touched;
    private volatile boolean broken;
    private boolean released;

    private ClientBody(Request clientRequest, Content.@Nullable Chunk first) {
        this.clientRequest = clientRequest;
        this.first = new AtomicReference<>(first);
    }

    /** Looks at what has come so far: null where the client sends none; a body that has yet to begin is one. */
    static @Nullable ClientBody of(Request clientRequest) {
        Content.Chunk first = clientRequest.read();
        if (first != null && isEmptyEnd(first)) {
            first.release();
            return null;
        }
        return new ClientBody(clientRequest, first);
    }

    /** Whether the client waits to be asked for it (RFC 9110, 10.1.1), and has sent none of it. */
    boolean isHeldByClient() {
        return first.get() == null
                && clientRequest.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_1_0
                && clientRequest.getHeaders().contains(HttpHeader.EXPECT, HttpHeaderValue.CONTINUE.asString());
    }

    /** Whether nothing of it was used up, so that another try has it all. */
    boolean isWhole() {
        return !touched;
    }

    /** Why it can't be read, where that is known already; else null. */
    @Nullable
    Throwable failure() {
        Content.Chunk chunk = first.get();
        return chunk == null ? null : chunk.getFailure();
    }

    /** Whether it broke off while it was read: what becomes of a try then is no doing of the backend. */
    boolean isBroken() {
        return broken;
    }

    /** Lets go of what nobody will read, when nobody is reading any more. */
    void release() {
        synchronized (reading) {
            released = true;
        }
        Content.Chunk unread = first.getAndSet(null);
        if (unread != null) {
            unread.release();
        }
    }

    @Override
    @SuppressWarnings("NullAway") // Jetty is not annotated; null is what it documents for no chunk now.
    public Content.@Nullable Chunk read() {
        touched = true;
        synchronized (reading) {
            if (released) {
                return Content.Chunk.from(new EofException("the request is over"));
            }
            Content.Chunk looked = first.getAndSet(null);
            Content.Chunk chunk = looked != null ? looked : clientRequest.read();
            broken |= Content.Chunk.isFailure(chunk);
            return passedOn(chunk);
        }
    }

    private static boolean isEmptyEnd(Content.Chunk chunk) {
        return chunk.isLast()
                && !chunk.hasRemaining()
                && !Content.Chunk.isFailure(chunk)
                && !(chunk instanceof Trailers);
    }

    private static Content.@Nullable Chunk passedOn(Content.@Nullable Chunk chunk) {
        return chunk instanceof Trailers its ? new Trailers(TrailerFields.passedOn(its.getTrailers())) : chunk;
    }

    @Override
    public void demand(Runnable demandCallback) {
        synchronized (reading) {
            if (!released && first.get() == null) {
                clientRequest.demand(demandCallback);
                return;
            }
        }
        demandCallback.run();
    }

    @Override
    public void fail(Throwable failure) {
        clientRequest.fail(failure);
    }
}
