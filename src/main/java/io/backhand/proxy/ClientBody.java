package io.backhand.proxy;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
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
    private final boolean empty;
    private final AtomicReference<Content.@Nullable Chunk> first;
    private final Object reading = new Object();
    private volatile boolean touched;
    private boolean released;

    private ClientBody(Request clientRequest, Content.@Nullable Chunk first, boolean empty) {
        this.clientRequest = clientRequest;
        this.first = new AtomicReference<>(first);
        this.empty = empty;
    }

    /** Looks at what has come so far; a body that has yet to begin is one. */
    static ClientBody of(Request clientRequest) {
        Content.Chunk first = clientRequest.read();
        if (first != null && first.isLast() && !first.hasRemaining() && !Content.Chunk.isFailure(first)) {
            first.release();
            return new ClientBody(clientRequest, null, true);
        }
        return new ClientBody(clientRequest, first, false);
    }

    /** Whether the client sends none. */
    boolean isEmpty() {
        return empty;
    }

    /** Whether nothing of it was used up, so that another try has it all. */
    boolean isWhole() {
        return !touched;
    }

    /** Why it can't be read, where that is known already. */
    Optional<Throwable> failure() {
        Content.Chunk chunk = first.get();
        return chunk == null ? Optional.empty() : Optional.ofNullable(chunk.getFailure());
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
            Content.Chunk chunk = first.getAndSet(null);
            return chunk != null ? chunk : clientRequest.read();
        }
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
