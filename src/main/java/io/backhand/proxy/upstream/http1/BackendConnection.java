package io.backhand.proxy.upstream.http1;

import io.backhand.proxy.upstream.BackendRequest;
import io.backhand.proxy.upstream.UpstreamFailure.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.CyclicTimeouts;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.NanoTime;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a backend, which carries one exchange after the other.
 *
 * <p>It is being opened, idle, an exchange's, or closed. While it is idle it waits to be readable, so that it leaves as
 * soon as its backend closes it; a byte that comes unasked closes it too, and is never taken for the response to the
 * next request. It holds no buffer but while it parses what is in it.
 *
 * <p>Thread-safe in this way: a compare-and-set decides whose it is. What is received belongs to the one thread that
 * was told that the connection is readable, or to the reader of the content, who do not come together, since only a
 * reader who waits has the connection watched.
 */
final class BackendConnection extends AbstractConnection.NonBlocking implements CyclicTimeouts.Expirable {
    /** How long an idle connection is kept; shorter than the keep-alive of common servers saves stale ones. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** What a backend answered before it closed is here already, or nearly. */
    private static final long LAST_WORDS_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Interim responses to one request; a backend that sends more means no good. */
    private static final int MAX_INTERIM = 64;

    private static final long NEVER = Long.MAX_VALUE;

    private static final Object OPENING = new Object();
    private static final Object IDLE = new Object();
    private static final Object CLOSED = new Object();

    private final Http1Upstream upstream;
    private final IdleConnections home;
    private final Lane lane;
    private final Connecting connecting;
    private final ResponseReader reader = new ResponseReader();

    /** One of the above, or the exchange it carries. */
    private final AtomicReference<Object> holder = new AtomicReference<>(OPENING);

    private final AtomicBoolean counted = new AtomicBoolean(true);
    private volatile long readByNanoTime = NEVER;
    private volatile long writeByNanoTime = NEVER;
    private volatile long idleSinceNanoTime;
    private volatile boolean reused;
    private boolean watched;
    private boolean big;
    private int interims;
    private @Nullable Upgrade upgrade;

    private record Upgrade(HttpFields headers, ByteBuffer received) {}

    BackendConnection(Http1Upstream upstream, Connecting connecting, EndPoint endPoint) {
        super(endPoint, upstream.executor());
        this.upstream = upstream;
        this.connecting = connecting;
        this.home = connecting.idle();
        this.lane = home.lane();
        home.contact().opened(this);
        upstream.deadlines().add(this);
    }

    Lane lane() {
        return lane;
    }

    long idleSinceNanoTime() {
        return idleSinceNanoTime;
    }

    @Override
    public void onOpen() {
        super.onOpen();
        if (connecting.isSecure()) {
            shakeHands();
        } else {
            connecting.opened(this);
        }
    }

    /** It is open, and this exchange's, unless that is over already. */
    void openedFor(Exchange exchange) {
        if (!holder.compareAndSet(OPENING, exchange)) {
            exchange.connectFailed(new IOException("closed while it was opened"));
            return;
        }
        send(exchange);
    }

    /** Gives it to an exchange where it is idle. */
    boolean take(Exchange exchange) {
        return holder.compareAndSet(IDLE, exchange);
    }

    /** Sends the request of the exchange whose it is. */
    void send(Exchange exchange) {
        BackendRequest request = exchange.request();
        reader.expect(HttpMethod.HEAD.is(request.method()));
        big = false;
        interims = 0;
        boolean wasUsed = reused;
        if (!exchange.beginSending(this, wasUsed)) {
            giveUp(exchange);
            return;
        }
        reused = true;
        readByNanoTime = NEVER;
        if (!watched) {
            watched = true;
            watch();
        }
        Content.Source body = request.body();
        if (body == null) {
            new HeadSender(this, exchange).send();
        } else {
            new BodySender(this, exchange, body).send();
        }
    }

    /** The exchange is over and the connection is free. */
    void release(Exchange exchange) {
        Upgrade agreed = upgrade;
        if (agreed != null) {
            handOver(exchange, agreed);
            return;
        }
        writeByNanoTime = NEVER;
        beIdle(exchange, false);
    }

    /**
     * Receives what has come, or reads on: true where a response has begun, more of it can be read, or it has failed.
     * The caller owns the receiving side.
     */
    boolean receive(Exchange exchange) {
        while (true) {
            ReceiveBuffer buffer = lane.takeBuffer(big);
            int filled = fill(buffer.bytes());
            if (filled == 0) {
                buffer.release();
                return false;
            }
            if (filled > 0) {
                exchange.bytesCame();
                big |= buffer.bytes().limit() == buffer.bytes().capacity();
                reader.parse(buffer.bytes());
            } else {
                reader.end();
            }
            if (parsed(exchange, buffer)) {
                return true;
            }
        }
    }

    /** The reader of the exchange's content waits. */
    void awaitContent(Exchange exchange) {
        setReadBy(exchange.request().firstByteTimeout());
        watch();
    }

    /** The request is broken; what the backend has said is still to be read. */
    void awaitLastWords() {
        writeByNanoTime = NEVER;
        setReadBy(NanoTime.now() + LAST_WORDS_NANOS);
    }

    /** The response is here, while the last of the request is still being written. */
    void awaitLastWrite() {
        setWriteBy(NanoTime.now() + IDLE_NANOS);
    }

    /** A response is to come within so long; zero is no limit. */
    void setReadBy(Duration limit) {
        if (limit.isZero()) {
            readByNanoTime = NEVER;
        } else {
            setReadBy(NanoTime.now() + limit.toNanos());
        }
    }

    /** The backend is to take what is written within so long; zero is no limit. */
    void setWriteBy(Duration limit) {
        if (limit.isZero()) {
            writeByNanoTime = NEVER;
        } else {
            setWriteBy(NanoTime.now() + limit.toNanos());
        }
    }

    /** Nothing is being written. */
    void writeIsOver() {
        writeByNanoTime = NEVER;
    }

    @Override
    public long getExpireNanoTime() {
        long read = readByNanoTime;
        long write = writeByNanoTime;
        if (read == NEVER || write == NEVER) {
            return read == NEVER ? write : read;
        }
        return NanoTime.isBefore(read, write) ? read : write;
    }

    /** A deadline may have passed; told by the timer's thread. */
    void expired() {
        long now = NanoTime.now();
        Object whose = holder.get();
        if (whose instanceof Exchange exchange) {
            expired(exchange, now);
        } else if (whose == IDLE && isPast(readByNanoTime, now)) {
            closeIdle();
        }
    }

    /** Ends it and what it carries. */
    void shutDown(Throwable cause) {
        if (holder.get() instanceof Exchange exchange) {
            exchange.abort(cause);
        }
        close(cause);
    }

    void close(Throwable cause) {
        notCounted();
        getEndPoint().close(cause);
    }

    @Override
    public void close() {
        notCounted();
        super.close();
    }

    @Override
    public void onClose(@Nullable Throwable cause) {
        notCounted();
        super.onClose(cause);
    }

    @Override
    public void onFillable() {
        Object whose = holder.get();
        if (whose instanceof Exchange exchange) {
            ResponseContent content = exchange.content();
            if (!receive(exchange)) {
                watch();
            } else if (content != null) {
                content.wake();
            }
        } else if (whose == IDLE) {
            onFillableIdle();
        } else if (whose == OPENING) {
            goOnShakingHands();
        }
    }

    @Override
    public void onFillInterestedFailed(Throwable cause) {
        Object whose = holder.get();
        if (whose instanceof Exchange exchange) {
            ResponseContent content = exchange.content();
            if (content == null) {
                exchange.fail(Reason.BROKEN, cause);
            } else {
                // Where it was ended here, why is known better.
                Throwable death = exchange.death();
                content.broken(death != null ? death : cause);
                exchange.end();
                content.wake();
            }
        } else if (whose == OPENING) {
            connecting.failedOpening(cause);
        }
        close(cause);
    }

    /** TLS: a request is given out only when the backend has shown who it is. */
    private void shakeHands() {
        try {
            getEndPoint().flush(BufferUtil.EMPTY_BUFFER);
            goOnShakingHands();
        } catch (IOException e) {
            failOpening(e);
        }
    }

    private void goOnShakingHands() {
        try {
            int filled = getEndPoint().fill(BufferUtil.EMPTY_BUFFER);
            if (connecting.handsShaken()) {
                connecting.opened(this);
            } else if (filled < 0) {
                failOpening(new IOException("closed in the TLS handshake"));
            } else {
                watch();
            }
        } catch (IOException e) {
            failOpening(e);
        }
    }

    private void failOpening(IOException cause) {
        close(cause);
        connecting.failedOpening(cause);
    }

    /** Whoever wants to send on it may not: it is over, or the connection was found closed. */
    private void giveUp(Exchange exchange) {
        if (counted.get() && exchange.isDead()) {
            beIdle(exchange, watched);
        } else {
            holder.compareAndSet(exchange, CLOSED);
        }
        exchange.sendElsewhere();
    }

    /** It is free for the next; watched first, so that whoever takes it finds it watched. */
    private void beIdle(Exchange before, boolean isWatched) {
        idleSinceNanoTime = NanoTime.now();
        setReadBy(idleSinceNanoTime + IDLE_NANOS);
        if (!holder.compareAndSet(before, IDLE)) {
            return;
        }
        if (!isWatched) {
            watched = true;
            watch();
        }
        home.put(this);
        if (!counted.get()) {
            // It was closed on its way here, and nobody has taken it out.
            holder.compareAndSet(IDLE, CLOSED);
            home.remove(this);
        }
    }

    private void onFillableIdle() {
        ReceiveBuffer buffer = lane.takeBuffer(false);
        int filled = fill(buffer.bytes());
        buffer.release();
        if (filled == 0) {
            watch();
            return;
        }
        if (!closeIdle() && holder.get() instanceof Exchange exchange) {
            taken(exchange, filled > 0);
        }
    }

    /** It is no good, and an exchange has taken it in the same moment. */
    private void taken(Exchange exchange, boolean bytesCame) {
        close();
        if (!exchange.markStale()) {
            if (bytesCame) {
                exchange.bytesCame();
            }
            exchange.fail(Reason.BROKEN, new IOException("the backend closed the idle connection"));
        }
    }

    private boolean closeIdle() {
        boolean wasIdle = holder.compareAndSet(IDLE, CLOSED);
        if (wasIdle) {
            home.remove(this);
            close();
        }
        return wasIdle;
    }

    /** What the parser found in the buffer, which is given on or back here; true where there is news. */
    private boolean parsed(Exchange exchange, ReceiveBuffer buffer) {
        while (reader.isInformational()) {
            if (reader.status() == HttpStatus.SWITCHING_PROTOCOLS_101 || ++interims > MAX_INTERIM) {
                return switchedOrFlooded(exchange, buffer);
            }
            exchange.listener().interim(reader.status(), reader.headers());
            setReadBy(exchange.request().firstByteTimeout());
            reader.expect(HttpMethod.HEAD.is(exchange.request().method()));
            reader.parse(buffer.bytes());
        }
        if (exchange.content() == null && !reader.isHeadDone()) {
            buffer.release();
            IOException failure = reader.failure();
            if (failure != null) {
                exchange.fail(reader.isEnded() ? Reason.BROKEN : Reason.GARBAGE, failure);
            }
            return failure != null;
        }
        return content(exchange, buffer);
    }

    private boolean content(Exchange exchange, ReceiveBuffer buffer) {
        ResponseContent before = exchange.content();
        ResponseContent content = before != null ? before : new ResponseContent(exchange, this);
        boolean surplus = buffer.bytes().hasRemaining();
        boolean filled = reader.contentTo() > reader.contentFrom();
        if (filled) {
            content.add(buffer, reader.contentFrom(), reader.contentTo());
        } else {
            buffer.release();
        }
        IOException failure = reader.failure();
        boolean done = reader.isDone();
        if (failure != null) {
            content.broken(failure);
        } else if (done) {
            content.complete(reader.trailers());
        }
        readByNanoTime = NEVER;
        // Once the connection is let go, the reader may be another's.
        int status = reader.status();
        String reason = reader.reason();
        HttpFields headers = reader.headers();
        exchange.contentIs(content);
        if (failure != null) {
            exchange.end();
        } else if (done) {
            exchange.responseDone(reader.isKeepAlive() && !surplus);
        }
        if (before != null) {
            return filled || done || failure != null;
        }
        if (!exchange.tellBegun(status, reason, headers, content)) {
            content.discard();
        }
        return true;
    }

    private boolean switchedOrFlooded(Exchange exchange, ReceiveBuffer buffer) {
        boolean agreed = reader.status() == HttpStatus.SWITCHING_PROTOCOLS_101
                && exchange.request().upgrade() != null;
        ByteBuffer received = BufferUtil.copy(buffer.bytes());
        buffer.release();
        if (agreed) {
            upgrade = new Upgrade(reader.headers(), received);
            exchange.responseDone(true);
        } else {
            exchange.fail(
                    Reason.GARBAGE,
                    new IOException(
                            interims > MAX_INTERIM
                                    ? "more than " + MAX_INTERIM + " interim responses"
                                    : "101, and nobody asked for an upgrade"));
        }
        return true;
    }

    private void handOver(Exchange exchange, Upgrade agreed) {
        readByNanoTime = NEVER;
        writeByNanoTime = NEVER;
        holder.set(CLOSED);
        notCounted();
        if (exchange.tellUpgraded()) {
            exchange.listener().upgraded(agreed.headers(), getEndPoint(), agreed.received());
        } else {
            close();
        }
    }

    private void expired(Exchange exchange, long now) {
        if (isPast(writeByNanoTime, now)) {
            exchange.timeOut("the request was not taken in time");
        } else if (isPast(readByNanoTime, now)) {
            ResponseContent content = exchange.content();
            if (content == null) {
                exchange.timeOut("no response in time");
            } else if (content.isDemanded()) {
                exchange.timeOut("the response went on for too long without a byte");
            } else {
                // It was set by the sender just as the response began.
                readByNanoTime = NEVER;
            }
        }
    }

    private static boolean isPast(long deadline, long now) {
        return deadline != NEVER && NanoTime.isBeforeOrSame(deadline, now);
    }

    private void setReadBy(long deadline) {
        readByNanoTime = deadline;
        upstream.deadlines().changed(this, deadline);
    }

    private void setWriteBy(long deadline) {
        writeByNanoTime = deadline;
        upstream.deadlines().changed(this, deadline);
    }

    /** Wants to be told when there is something to read, or the connection is closed, even where that came first. */
    private void watch() {
        fillInterested();
        EndPoint endPoint = getEndPoint();
        if (!endPoint.isOpen() && endPoint instanceof AbstractEndPoint closed) {
            closed.getFillInterest().onFail(new IOException("the connection is closed"));
        }
    }

    private int fill(ByteBuffer into) {
        try {
            return getEndPoint().fill(into);
        } catch (IOException e) {
            // A broken connection has nothing more to say, like one that has ended.
            return -1;
        }
    }

    private void notCounted() {
        if (counted.compareAndSet(true, false)) {
            if (holder.compareAndSet(IDLE, CLOSED)) {
                home.remove(this);
            }
            home.contact().closed(this);
            upstream.deadlines().remove(this);
        }
    }
}
