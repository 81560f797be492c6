package io.backhand.proxy.upstream.http1;

import io.backhand.proxy.upstream.UpstreamFailure.Reason;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
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
 * <p>Its {@link Lease} says whose it is. While it is idle it waits to be readable, so that it leaves as
 * soon as its backend closes it; a byte that comes unasked closes it too, and is never taken for the response to the
 * next request. It holds no buffer but while it parses what is in it.
 *
 * <p>Thread-safe in this way: the lease decides whose it is. What is received belongs to the one thread that
 * was told that the connection is readable, or to the reader of the content, who do not come together, since only a
 * reader who waits has the connection watched.
 */
final class BackendConnection extends AbstractConnection.NonBlocking implements CyclicTimeouts.Expirable {
    /** A backend that has answered, and does not take the rest of the request. */
    private static final long LAST_WRITE_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** What a backend answered before it closed is here already, or nearly. */
    private static final long LAST_WORDS_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Lane lane;
    private final Connecting connecting;
    private final Receiver receiver;
    private final TimeLimits limits;
    private final Lease lease;
    private volatile boolean reused;
    private boolean watched;

    BackendConnection(Http1Upstream upstream, Connecting connecting, EndPoint endPoint) {
        super(endPoint, upstream.executor());
        IdleConnections home = connecting.idle();
        this.connecting = connecting;
        this.lane = home.lane();
        this.receiver = new Receiver(this, home);
        this.limits = new TimeLimits(this, upstream.deadlines());
        this.lease = new Lease(this, home, upstream.deadlines());
    }

    Lane lane() {
        return lane;
    }

    /** Until when its backend has to do something. */
    TimeLimits limits() {
        return limits;
    }

    /** Whose it is. */
    Lease lease() {
        return lease;
    }

    @Override
    public void onOpen() {
        super.onOpen();
        connecting.connected(this);
    }

    /** It is open, and this exchange's, unless that is over already. */
    void openedFor(Exchange exchange) {
        if (!lease.openFor(exchange)) {
            exchange.connectFailed(new IOException("closed while it was opened"));
            return;
        }
        send(exchange);
    }

    /** Sends the request of the exchange whose it is. */
    void send(Exchange exchange) {
        // Before the exchange counts as being sent: the end of the idle time is not its own.
        limits.readWhenever();
        receiver.expect(exchange);
        if (!exchange.beginSending(this, reused)) {
            giveUp(exchange);
            return;
        }
        reused = true;
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

    /** Receives what has come, as {@link Receiver#receive} does; the caller owns the receiving side. */
    boolean receive(Exchange exchange) {
        return receiver.receive(exchange);
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
        limits.writeBy(NanoTime.now() + LAST_WRITE_NANOS);
    }

    @Override
    public long getExpireNanoTime() {
        return limits.earliest();
    }

    /** A deadline may have passed; told by the timer's thread. */
    void expired() {
        Exchange exchange = lease.exchange();
        if (exchange != null) {
            if (exchange.isSending()) {
                limits.expired(exchange);
            }
        } else if (lease.isIdle() && limits.isReadPast() && lease.endIdle()) {
            close();
        }
    }

    /** Ends it and what it carries. */
    void shutDown(Throwable cause) {
        Exchange exchange = lease.exchange();
        if (exchange != null) {
            exchange.abort(cause);
        }
        close(cause);
    }

    void close(Throwable cause) {
        lease.end();
        getEndPoint().close(cause);
    }

    @Override
    public void close() {
        lease.end();
        super.close();
    }

    @Override
    public void onClose(@Nullable Throwable cause) {
        lease.end();
        super.onClose(cause);
    }

    @Override
    public void onFillable() {
        Exchange exchange = lease.exchange();
        if (exchange != null && exchange.isSending()) {
            onResponse(exchange);
        } else if (lease.isOpening()) {
            connecting.goOn(this);
        } else if (!lease.isClosed()) {
            onUnasked();
        }
    }

    @Override
    public void onFillInterestedFailed(Throwable cause) {
        Exchange exchange = lease.exchange();
        if (exchange != null) {
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
        } else if (lease.isOpening()) {
            connecting.failedOpening(cause);
        }
        close(cause);
    }

    /** Whoever wants to send on it may not: it is over, or the connection was found closed. */
    private void giveUp(Exchange exchange) {
        if (lease.isCounted() && exchange.isDead()) {
            beIdle(exchange, watched);
        } else {
            lease.giveUp(exchange);
        }
        exchange.sendElsewhere();
    }

    /** It is free for the next; watched first, so that whoever takes it finds it watched. */
    private void beIdle(Exchange before, boolean isWatched) {
        long now = NanoTime.now();
        limits.readBy(lease.idleUntil(now));
        if (!lease.free(before, now)) {
            return;
        }
        if (!isWatched) {
            watched = true;
            watch();
        }
        lease.goHome();
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
        int filled = receiver.fill(buffer.bytes());
        buffer.release();
        if (filled == 0) {
            watch();
            return;
        }
        if (lease.endIdleByBackend(NanoTime.now())) {
            close();
            return;
        }
        Exchange exchange = lease.exchange();
        if (exchange != null) {
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

    private void handOver(Exchange exchange, Receiver.Upgrade agreed) {
        lease.handOver();
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
}
