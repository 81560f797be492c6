package io.backhand.proxy;

import io.backhand.routing.Route;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.Trailers;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * The body of a client's request, whose first chunk was read to see whether there is one at all: headers only say
 * what is meant to come. What was read is kept up to a limit, so that another try has it all again.
 *
 * <p>Each try has a {@link Reader} of its own, and only the latest is given anything: the try before may still have
 * had its hands on it. Thread-safe; a reader is used by one thread at a time. After the release the client's request
 * is not touched any more: the server reads what is left itself then, and two readers would release a buffer twice.
 */
final class ClientBody {
    /** Kept, whatever little is in them: each may hold a whole network buffer. */
    static final int MAX_KEPT_CHUNKS = 32;

    private final Request clientRequest;
    private final ClientContent content;
    private final int keptLimit;

    /** What was read for a try and is kept for the next, and before that the first chunk. */
    private final List<Content.Chunk> kept = new ArrayList<>(1);

    private final Invocable.Task arrived = new Arrived();

    /** Up to there the latest reader has been given what is kept. */
    private int given;

    private long keptBytes;
    private boolean keeping;
    private boolean whole = true;
    private boolean broken;
    private boolean awaited;
    private boolean released;
    private @Nullable Reader latest;

    /** Runs when something of the body has come; the latest reader's. */
    private volatile @Nullable Runnable waiting;

    private ClientBody(Request clientRequest, ClientContent content, Content.@Nullable Chunk first, int keptLimit) {
        this.clientRequest = clientRequest;
        this.content = content;
        this.keptLimit = keptLimit;
        this.keeping = keptLimit > 0;
        if (first != null) {
            kept.add(first);
            keptBytes = first.remaining();
            keeping &= keptBytes <= keptLimit;
        }
    }

    /**
     * Looks at what has come so far: null where the client sends none; a body that has yet to begin is one.
     *
     * @param route says how long it may be, and how much of it is kept for another try
     */
    static @Nullable ClientBody of(Request clientRequest, Route route) {
        Content.Chunk first = clientRequest.read();
        if (first != null && isEmptyEnd(first)) {
            first.release();
            return null;
        }
        ClientContent content = new ClientContent(clientRequest, route.limits().body());
        return new ClientBody(
                clientRequest,
                content,
                content.withinLimits(first),
                route.retry().replayBytes());
    }

    /** Whether the client waits to be asked for it (RFC 9110, 10.1.1), and has sent none of it. */
    synchronized boolean isHeldByClient() {
        return kept.isEmpty()
                && clientRequest.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_1_0
                && clientRequest.getHeaders().contains(HttpHeader.EXPECT, HttpHeaderValue.CONTINUE.asString());
    }

    /** Whether another try can have it all: nothing was used up that is not kept. */
    synchronized boolean isWhole() {
        return whole;
    }

    /** Why it can't be read, where its beginning says so; else null. */
    synchronized @Nullable Throwable failure() {
        return kept.isEmpty() ? null : kept.get(0).getFailure();
    }

    /** Whether it broke off while it was read: what becomes of a try then is no doing of the backend. */
    synchronized boolean isBroken() {
        return broken;
    }

    /** Whether it broke off because it is longer than it may be. */
    synchronized boolean isTooLong() {
        return content.isTooLong();
    }

    /** Whether it broke off because it came too slowly. */
    synchronized boolean isTooSlow() {
        return content.isTooSlow();
    }

    /** A response has begun: from now on it may come as slowly as it likes. */
    synchronized void mayRest() {
        content.mayRest();
    }

    /** For a try: gives it all from the beginning, where it is whole, and the readers before nothing any more. */
    synchronized Reader reader() {
        Reader reader = new Reader();
        latest = reader;
        given = 0;
        waiting = null;
        return reader;
    }

    /** There will be no other try. */
    synchronized void keepNoMore() {
        if (keeping) {
            keeping = false;
            List<Content.Chunk> used = kept.subList(0, given);
            used.forEach(Content.Chunk::release);
            used.clear();
            whole &= given == 0;
            given = 0;
        }
    }

    /** Lets go of what nobody will read. */
    synchronized void release() {
        if (!released) {
            released = true;
            int owned = keeping ? 0 : given;
            keeping = false;
            kept.subList(owned, kept.size()).forEach(Content.Chunk::release);
            kept.clear();
        }
    }

    private synchronized Content.@Nullable Chunk read(Reader reader) {
        if (released || latest != reader) {
            return Content.Chunk.from(new EofException("this try is over"));
        }
        if (given == kept.size()) {
            Content.Chunk chunk = passedOn(content.read());
            broken |= Content.Chunk.isFailure(chunk);
            if (chunk == null || Content.Chunk.isFailure(chunk) || !keep(chunk)) {
                return chunk;
            }
        }
        Content.Chunk chunk = kept.get(given++);
        if (!keeping) {
            whole = false;
            return chunk;
        }
        return shared(chunk);
    }

    private boolean keep(Content.Chunk chunk) {
        keptBytes += chunk.remaining();
        if (keptBytes > keptLimit || kept.size() == MAX_KEPT_CHUNKS) {
            whole = false;
            keepNoMore();
        }
        if (keeping) {
            kept.add(chunk);
        }
        return keeping;
    }

    /** Its bytes with a position of their own, since whoever writes them moves it. */
    private static Content.Chunk shared(Content.Chunk chunk) {
        if (chunk.canRetain()) {
            chunk.retain();
        }
        return chunk.hasRemaining()
                ? Content.Chunk.asChunk(chunk.getByteBuffer().slice(), chunk.isLast(), chunk)
                : chunk;
    }

    private synchronized boolean awaits(Reader reader, Runnable then) {
        if (released || latest != reader || given < kept.size()) {
            return false;
        }
        waiting = then;
        if (!awaited) {
            awaited = true;
            content.awaited(NanoTime.now());
            clientRequest.demand(arrived);
        }
        return true;
    }

    private synchronized @Nullable Runnable whoWaited() {
        Runnable then = waiting;
        waiting = null;
        awaited = false;
        content.arrived(NanoTime.now());
        return then;
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

    /** The body as one try reads it. */
    final class Reader implements Content.Source {
        private Reader() {}

        @Override
        @SuppressWarnings("NullAway") // Jetty is not annotated; null is what it documents for no chunk now.
        public Content.@Nullable Chunk read() {
            return ClientBody.this.read(this);
        }

        @Override
        public void demand(Runnable demandCallback) {
            if (!awaits(this, demandCallback)) {
                demandCallback.run();
            }
        }

        @Override
        public void fail(Throwable failure) {
            clientRequest.fail(failure);
        }
    }

    /** Something of the body has come, or it has failed; as blocking as whoever waits for it. */
    private final class Arrived implements Invocable.Task {
        @Override
        public void run() {
            Runnable then = whoWaited();
            if (then != null) {
                then.run();
            }
        }

        @Override
        public InvocationType getInvocationType() {
            Runnable then = waiting;
            return then == null ? InvocationType.NON_BLOCKING : Invocable.getInvocationType(then);
        }
    }
}
