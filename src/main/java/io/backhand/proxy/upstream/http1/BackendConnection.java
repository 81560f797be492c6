package io.backhand.proxy.upstream.http1;

import io.backhand.proxy.upstream.UpstreamFailure.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.CyclicTimeouts;
import org.eclipse.jetty.io.EndPoint;
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
    /** {@link #fill}: the backend has ended its side of the connection. */
    static final int ENDED = -1;

    /** {@link #fill}: the connection broke, by a reset or, over TLS, without the farewell that is due: more was meant to come. */
    static final int BROKEN = -2;

    /** How long an idle connection is kept; shorter than the keep-alive of common servers saves stale ones. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** What a backend answered before it closed is here already, or nearly. */
    private static final long LAST_WORDS_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final Object OPENING = new Object();
    private static final Object IDLE = new Object();
    private static final Object CLOSED = new Object();

    private final Http1Upstream upstream;
    private final IdleConnections home;
    private final Lane lane;
    private final Connecting connecting;
    private final Receiver receiver;
    private final TimeLimits limits;

    /** One of the above, or the exchange it carries. */
    private final AtomicReference<Object> holder = new AtomicReference<>(OPENING);

    private final AtomicBoolean counted = new AtomicBoolean(true);
    private volatile long idleSinceNanoTime;
    private volatile boolean reused;
    private boolean watched;

    BackendConnection(Http1Upstream upstream, Connecting connecting, EndPoint endPoint) {
        super(endPoint, upstream.executor());
        this.upstream = upstream;
        this.connecting = connecting;
        this.home = connecting.idle();
        this.lane = home.lane();
        this.receiver = new Receiver(this, home);
        this.limits = new TimeLimits(this, upstream.deadlines());
        home.contact().opened(this);
        upstream.deadlines().add(this);
    }

    Lane lane() {
        return lane;
    }

    /** Until when its backend has to do something. */
    TimeLimits limits() {
        return limits;
    }

    long idleSinceNanoTime() {
        return idleSinceNanoTime;
    }

    @Override
    public void onOpen() {
        super.onOpen();
        connecting.connected(this);
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
        receiver.expect(exchange);
        if (!exchange.beginSending(this, reused)) {
            giveUp(exchange);
            return;
        }
        reused = true;
        limits.readWhenever();
        if (!watched) {
            watched = true;
            watch();
        }
        Content.Source body = exchange.request().body();
        if (body == null) {
            new HeadSender(this, exchange).send();
        } else {
            new BodySender(this, exchange, body).send();
        }
    }

    /** The exchange is over and the connection is free. */
    void release(Exchange exchange) {
        limits.writeWhenever();
        Receiver.Upgrade agreed = receiver.upgrade();
        if (agreed != null) {
            handOver(exchange, agreed);
        } else {
            beIdle(exchange, false);
        }
    }

    /**
     * Receives what has come: true where a response has begun, more of it can be read, or it has failed. The caller
     * owns the receiving side.
     */
    boolean receive(Exchange exchange) {
        return receiver.receive(exchange);
    }

    /** Reads what is there; {@link #ENDED} or {@link #BROKEN} where there will be nothing more. */
    int fill(ByteBuffer into) {
        try {
            int filled = getEndPoint().fill(into);
            return filled < 0 && wasReset() ? BROKEN : filled;
        } catch (IOException e) {
            return BROKEN;
        }
    }

    /** The reader of the exchange's content waits: for the backend, unless that waits for the client. */
    void awaitContent(Exchange exchange) {
        if (!exchange.isRequestComing()) {
            limits.readWithin(exchange.request().firstByteTimeout());
        }
        watch();
    }

    /** The request is broken; what the backend has said is still to be read. */
    void awaitLastWords() {
        limits.writeWhenever();
        limits.readBy(NanoTime.now() + LAST_WORDS_NANOS);
    }

    /** The response is here, while the last of the request is still being written. */
    void awaitLastWrite() {
        limits.writeBy(NanoTime.now() + IDLE_NANOS);
    }

    @Override
    public long getExpireNanoTime() {
        return limits.earliest();
    }

    /** A deadline may have passed; told by the timer's thread. */
    void expired() {
        Object whose = holder.get();
        if (whose instanceof Exchange exchange) {
            limits.expired(exchange);
        } else if (whose == IDLE && limits.isReadPast()) {
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
        if (whose instanceof Exchange exchange && exchange.isSending()) {
            onResponse(exchange);
        } else if (whose == OPENING) {
            connecting.goOn(this);
        } else if (whose != CLOSED) {
            onUnasked();
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
        limits.readBy(idleSinceNanoTime + IDLE_NANOS);
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

    private void onResponse(Exchange exchange) {
        ResponseContent content = exchange.content();
        try {
            if (!receive(exchange)) {
                watch();
            } else if (content != null) {
                content.wake();
            }
        } catch (RuntimeException | Error e) {
            // The listener's; nobody reads what came.
            exchange.fail(Reason.BROKEN, e);
            throw e;
        }
    }

    /** It can be read, and nobody has asked for anything yet: as a rule the backend has closed it. */
    private void onUnasked() {
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

    /** Jetty's end points and ours tell of a reset as of an end; the channel beneath says which it was. */
    private boolean wasReset() {
        if (getEndPoint().getTransport() instanceof SocketChannel channel) {
            try {
                return channel.read(ByteBuffer.allocate(1)) >= 0;
            } catch (IOException e) {
                return true;
            }
        }
        return false;
    }

    private boolean closeIdle() {
        boolean wasIdle = holder.compareAndSet(IDLE, CLOSED);
        if (wasIdle) {
            home.remove(this);
            close();
        }
        return wasIdle;
    }

    private void handOver(Exchange exchange, Receiver.Upgrade agreed) {
        holder.set(CLOSED);
        notCounted();
        if (exchange.tellUpgraded()) {
            exchange.listener().upgraded(agreed.headers(), getEndPoint(), agreed.received());
        } else {
            close();
        }
    }

    /** Wants to be told when there is something to read, or the connection is closed, even where that came first. */
    void watch() {
        fillInterested();
        EndPoint endPoint = getEndPoint();
        if (!endPoint.isOpen() && endPoint instanceof AbstractEndPoint closed) {
            closed.getFillInterest().onFail(new IOException("the connection is closed"));
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
