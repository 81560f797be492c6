package io.backhand.proxy.upstream.http1;

import io.backhand.proxy.upstream.BackendRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.Trailers;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.IteratingCallback;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * Writes a request that has a body: its head, with the first of the body where that is there, in one write; then the
 * body as it comes, the next chunk when the one before was taken, so that a slow backend holds the client back. Where
 * the head says that the client waits to be asked for the body (RFC 9110, 10.1.1), the backend is to ask first.
 *
 * <p>A body whose length is known ends with its last byte; one that is longer or shorter than was said ends the
 * exchange, since the backend would read one request as two.
 */
final class BodySender extends IteratingCallback {
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = {'\r', '\n', '0', '\r', '\n', '\r', '\n'};

    /** A backend that does not ask for the body by then gets it all the same; it may not know what it is told. */
    private static final Duration CONSENT_LIMIT = Duration.ofSeconds(1);

    private final BackendConnection connection;
    private final Exchange exchange;
    private final BackendRequest request;
    private final Content.Source body;
    private final RequestHead head;
    private final Invocable.Task resume =
            Invocable.from(Invocable.InvocationType.NON_BLOCKING, (Runnable) this::iterate);
    private Content.@Nullable Chunk writing;
    private Content.@Nullable Chunk readAhead;

    /** What is written first, until it was; then nothing can be said to be unsent any more. */
    private @Nullable ByteBuffer firstBytes;

    private boolean anyWritten;
    private long bodyBytes;
    private boolean headWritten;
    private boolean lastWritten;
    private boolean clientFailed;
    private boolean unsendable;

    /** Whether the body waits for the backend's consent. */
    private boolean held;

    private volatile boolean consented;

    BodySender(BackendConnection connection, Exchange exchange, Content.Source body) {
        this.connection = connection;
        this.exchange = exchange;
        this.request = exchange.request();
        this.body = body;
        this.head = connection.lane().takeHead();
        this.held = request.headers().contains(HttpHeader.EXPECT);
    }

    /** Sends, now and as the body comes. */
    void send() {
        try {
            head.write(request);
        } catch (IllegalArgumentException e) {
            exchange.cannotBeSent(e);
            return;
        }
        if (held) {
            exchange.awaitConsent(this);
        }
        iterate();
    }

    /** The backend has asked for the body, or does not know that it should. */
    void consent() {
        consented = true;
        iterate();
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    protected Action process() throws Throwable {
        connection.limits().writeWhenever();
        if (lastWritten || exchange.isDead()) {
            return Action.SUCCEEDED;
        }
        if (held && !consented) {
            return waitForConsent();
        }
        if (held) {
            held = false;
            connection.limits().readWhenever();
        }
        Content.Chunk chunk = next();
        if (chunk == null) {
            return waitForClient();
        }
        writing = chunk;
        if (Content.Chunk.isFailure(chunk)) {
            clientFailed = true;
            throw chunk.getFailure();
        }
        bodyBytes += chunk.remaining();
        return isChunked() ? writeChunk(chunk) : writePlain(chunk);
    }

    @Override
    protected void onSuccess() {
        anyWritten = true;
        releaseWritten();
    }

    @Override
    protected void onCompleteSuccess() {
        releaseUnread();
        if (!lastWritten) {
            return;
        }
        connection.lane().giveBack(head);
        ResponseContent content = exchange.content();
        if (content == null || content.isDemanded()) {
            connection.limits().readWithin(request.firstByteTimeout());
        }
        exchange.requestSent();
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
        releaseWritten();
        releaseUnread();
        if (unsendable) {
            exchange.trailersCannotBeSent(cause);
        } else if (clientFailed) {
            exchange.clientFailed(cause);
        } else {
            ByteBuffer first = firstBytes;
            exchange.requestBroke(cause, !anyWritten && (first == null || first.position() == 0));
        }
    }

    private boolean isChunked() {
        return request.contentLength() < 0;
    }

    private Content.@Nullable Chunk next() {
        Content.Chunk chunk = readAhead;
        readAhead = null;
        return chunk != null ? chunk : body.read();
    }

    private Action waitForConsent() {
        if (!headWritten) {
            return write(false, head.bytes());
        }
        if (exchange.content() == null) {
            Duration limit = request.firstByteTimeout();
            boolean shorter = !limit.isZero() && limit.compareTo(CONSENT_LIMIT) < 0;
            connection.limits().readWithin(shorter ? limit : CONSENT_LIMIT);
        }
        return Action.IDLE;
    }

    /** The backend has the head at once, though the body may be long in coming. */
    private Action waitForClient() {
        if (!headWritten) {
            return write(false, head.bytes());
        }
        body.demand(resume);
        return Action.IDLE;
    }

    private Action writePlain(Content.Chunk chunk) throws IOException {
        long length = request.contentLength();
        if (bodyBytes > length || (chunk.isLast() && bodyBytes < length)) {
            clientFailed = true;
            throw new IOException("a body of " + length + " bytes has " + bodyBytes);
        }
        boolean end = bodyBytes == length;
        if (headWritten) {
            return write(end, chunk.getByteBuffer());
        }
        return write(end, head.bytes(), chunk.getByteBuffer());
    }

    private Action writeChunk(Content.Chunk chunk) {
        if (headWritten) {
            head.clear();
        }
        if (!chunk.hasRemaining()) {
            if (!chunk.isLast()) {
                return write(false, head.bytes());
            }
            putLastChunk(chunk instanceof Trailers its ? its.getTrailers() : HttpFields.EMPTY);
            return write(true, head.bytes());
        }
        boolean end = chunk.isLast() || endIsNext();
        head.putChunkSize(chunk.remaining());
        return write(end, head.bytes(), chunk.getByteBuffer(), ByteBuffer.wrap(end ? LAST_CHUNK : LINE_END));
    }

    private void putLastChunk(HttpFields trailers) {
        try {
            head.putLastChunk(trailers);
        } catch (IllegalArgumentException e) {
            unsendable = true;
            throw e;
        }
    }

    /** Where the end is there already it goes with the last bytes; trailers are an end of their own. */
    private boolean endIsNext() {
        Content.Chunk after = body.read();
        boolean end = after != null
                && after.isLast()
                && !after.hasRemaining()
                && !Content.Chunk.isFailure(after)
                && !(after instanceof Trailers);
        if (end) {
            after.release();
        } else {
            readAhead = after;
        }
        return end;
    }

    private Action write(boolean last, ByteBuffer... bytes) {
        if (firstBytes == null) {
            firstBytes = bytes[0];
        }
        headWritten = true;
        if (last) {
            lastWritten = true;
            exchange.lastWrite();
        }
        connection.limits().writeWithin(request.firstByteTimeout());
        connection.getEndPoint().write(this, bytes);
        return Action.SCHEDULED;
    }

    private void releaseWritten() {
        Content.Chunk written = writing;
        writing = null;
        if (written != null) {
            written.release();
        }
    }

    private void releaseUnread() {
        Content.Chunk unread = readAhead;
        readAhead = null;
        if (unread != null) {
            unread.release();
        }
    }
}
