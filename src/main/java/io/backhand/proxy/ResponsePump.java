package io.backhand.proxy;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.Trailers;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.IteratingCallback;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * Moves the content of a backend's response to the client, a chunk at a time: the next is read when the client has
 * taken the one before, so that a slow client holds the backend back. Each chunk goes out as it comes; where the end
 * is there already, it goes with the last one.
 */
final class ResponsePump extends IteratingCallback {
    /** Is told what comes, and once how it ended. */
    interface Outcome {
        /** A chunk has come; told each time, and only before the end. */
        void heard();

        /** The client has it all. */
        void passedOn();

        /** The backend's response broke off. */
        void backendBroke(Throwable cause);

        /** The client takes no more. */
        void clientBroke(Throwable cause);
    }

    private final Content.Source content;
    private final Response clientResponse;
    private final Outcome outcome;
    private final Invocable.Task resume = Invocable.from(InvocationType.NON_BLOCKING, (Runnable) this::iterate);
    private Content.@Nullable Chunk writing;
    private Content.@Nullable Chunk readAhead;
    private boolean begun;
    private boolean lastWritten;
    private boolean backendFailed;
    private volatile @Nullable HttpFields trailers;

    /** @param first what of the content was read already; null where nothing was there */
    ResponsePump(Content.Source content, Content.@Nullable Chunk first, Response clientResponse, Outcome outcome) {
        this.content = content;
        this.readAhead = first;
        this.clientResponse = clientResponse;
        this.outcome = outcome;
    }

    /** The trailers that came with the end; null for none, as Jetty asks for it. */
    @Nullable
    HttpFields trailers() {
        return trailers;
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    protected Action process() throws Throwable {
        if (lastWritten) {
            return Action.SUCCEEDED;
        }
        Content.Chunk chunk = next();
        if (chunk == null) {
            return waitForContent();
        }
        failIfFailure(chunk);
        outcome.heard();
        writing = chunk;
        boolean last = chunk.isLast();
        if (last) {
            keepTrailers(chunk);
        } else {
            last = endIsNext();
        }
        write(last, chunk.getByteBuffer());
        return Action.SCHEDULED;
    }

    @Override
    protected void onSuccess() {
        releaseWritten();
    }

    @Override
    protected void onCompleteSuccess() {
        outcome.passedOn();
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
        releaseWritten();
        Content.Chunk unsent = readAhead;
        readAhead = null;
        if (unsent != null) {
            unsent.release();
        }
        if (backendFailed) {
            outcome.backendBroke(cause);
        } else {
            content.fail(cause);
            outcome.clientBroke(cause);
        }
    }

    private Content.@Nullable Chunk next() {
        Content.Chunk chunk = readAhead;
        readAhead = null;
        return chunk != null ? chunk : content.read();
    }

    /** The header goes out at once, though the content may be long in coming. */
    private Action waitForContent() {
        if (!begun) {
            write(false, BufferUtil.EMPTY_BUFFER);
            return Action.SCHEDULED;
        }
        content.demand(resume);
        return Action.IDLE;
    }

    private boolean endIsNext() {
        Content.Chunk after = content.read();
        boolean end = after != null && after.isLast() && !after.hasRemaining() && !Content.Chunk.isFailure(after);
        if (end) {
            keepTrailers(after);
            after.release();
        } else {
            readAhead = after;
        }
        return end;
    }

    private void keepTrailers(Content.Chunk last) {
        if (last instanceof Trailers its) {
            trailers = TrailerFields.passedOn(its.getTrailers());
        }
    }

    private void failIfFailure(Content.Chunk chunk) throws Throwable {
        if (Content.Chunk.isFailure(chunk)) {
            backendFailed = true;
            throw chunk.getFailure();
        }
    }

    private void write(boolean last, ByteBuffer bytes) {
        begun = true;
        lastWritten = last;
        clientResponse.write(last, bytes, this);
    }

    private void releaseWritten() {
        Content.Chunk written = writing;
        writing = null;
        if (written != null) {
            written.release();
        }
    }
}
