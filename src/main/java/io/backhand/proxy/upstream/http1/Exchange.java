package io.backhand.proxy.upstream.http1;

import io.backhand.proxy.upstream.BackendExchange;
import io.backhand.proxy.upstream.BackendRequest;
import io.backhand.proxy.upstream.BackendResponseListener;
import io.backhand.proxy.upstream.UpstreamFailure;
import io.backhand.proxy.upstream.UpstreamFailure.Progress;
import io.backhand.proxy.upstream.UpstreamFailure.Reason;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way, and how far it got.
 *
 * <p>Thread-safe. Its request may be sent by one thread while another receives the response, and any may abort it:
 * what each has done is a bit of one number, so that exactly one tells the listener, and exactly one lets go of the
 * connection. A connection that is to carry the next request is let go by whoever ends the second of the two
 * directions; a dead exchange's is closed by whoever killed it.
 */
final class Exchange implements BackendExchange {
    /** Bytes of it may be on the connection. */
    private static final int SENDING = 1;

    /** The connection it was given was found closed before it was used. */
    private static final int STALE = 1 << 1;

    /** The last of the request is being written. */
    private static final int LAST_WRITE = 1 << 2;

    private static final int REQUEST_SENT = 1 << 3;
    private static final int REQUEST_BROKEN = 1 << 4;
    private static final int RESPONSE_DONE = 1 << 5;

    /** Its connection carries it no further. */
    private static final int DEAD = 1 << 6;

    /** The listener was told of the outcome. */
    private static final int TOLD = 1 << 7;

    private final Http1Upstream upstream;
    private final IdleConnections idle;
    private final BackendRequest request;
    private final BackendResponseListener listener;
    private final AtomicInteger bits = new AtomicInteger();
    private volatile @Nullable BackendConnection connection;
    private volatile @Nullable Throwable death;
    private volatile boolean reused;
    private volatile boolean untouched;
    private volatile boolean bytesCame;
    private volatile boolean timedOut;

    /** Where a response has begun; set by whoever receives. */
    private volatile @Nullable ResponseContent content;

    Exchange(Http1Upstream upstream, IdleConnections idle, BackendRequest request, BackendResponseListener listener) {
        this.upstream = upstream;
        this.idle = idle;
        this.request = request;
        this.listener = listener;
    }

    BackendRequest request() {
        return request;
    }

    BackendResponseListener listener() {
        return listener;
    }

    /** The connections to its contact on the selector it is on. */
    IdleConnections idle() {
        return idle;
    }

    @Nullable
    ResponseContent content() {
        return content;
    }

    /** Sends it on an idle connection, or on one yet to be made. */
    void dispatch() {
        if (!request.freshConnection()) {
            BackendConnection connection = idle.take(this);
            if (connection == null) {
                connection = idle.contact().borrow(idle, this);
            }
            if (connection != null) {
                connection.send(this);
                return;
            }
        }
        if (idle.contact().reserve()) {
            new Connecting(upstream, this).start();
        } else {
            fail(Reason.OVERLOADED, new IllegalStateException(ContactConnections.MAX + " connections are in use"));
        }
    }

    /** From now on bytes of it may go out; false where it must not any more, or not on this connection. */
    boolean beginSending(BackendConnection on, boolean isReused) {
        connection = on;
        reused = isReused;
        while (true) {
            int now = bits.get();
            if ((now & (DEAD | STALE)) != 0) {
                return false;
            }
            if (bits.compareAndSet(now, now | SENDING)) {
                return true;
            }
        }
    }

    /** Whether bytes of it may be out. */
    boolean isSending() {
        return (bits.get() & SENDING) != 0;
    }

    /** The connection it was given is no good; false where it is being used already. */
    boolean markStale() {
        while (true) {
            int now = bits.get();
            if ((now & SENDING) != 0) {
                return false;
            }
            if (bits.compareAndSet(now, now | STALE)) {
                return true;
            }
        }
    }

    /** It was not sent: another connection, unless it is over. */
    void sendElsewhere() {
        int before = bits.getAndUpdate(now -> now & ~STALE);
        if ((before & DEAD) == 0) {
            dispatch();
        }
    }

    boolean isDead() {
        return (bits.get() & DEAD) != 0;
    }

    /** The last of the request is about to be written. */
    void lastWrite() {
        set(LAST_WRITE);
    }

    /** The request went out to its last byte. */
    void requestSent() {
        int before = set(REQUEST_SENT);
        BackendConnection its = connection;
        if ((before & (RESPONSE_DONE | DEAD)) == RESPONSE_DONE && its != null) {
            its.release(this);
        }
    }

    /**
     * The request can't be written on. What the backend has answered already is read before that is believed: it
     * may well answer, and close without reading all of it.
     *
     * @param nothingWritten whether not one byte of it went out
     */
    void requestBroke(Throwable cause, boolean nothingWritten) {
        untouched = nothingWritten;
        if (death == null) {
            death = cause;
        }
        int before = set(REQUEST_BROKEN);
        BackendConnection its = connection;
        if (its == null || (before & DEAD) != 0) {
            return;
        }
        if ((before & RESPONSE_DONE) != 0) {
            end();
        } else {
            its.awaitLastWords();
        }
    }

    /** Something in it can't be sent to anybody, and nothing of it was. */
    void cannotBeSent(Throwable cause) {
        untouched = true;
        fail(Reason.CLIENT, cause);
    }

    /** The client's body can't be read to its end, or is not what was said. */
    void clientFailed(Throwable cause) {
        fail(Reason.CLIENT, cause);
    }

    /** There is no connection for it. */
    void connectFailed(Throwable cause) {
        fail(Reason.CONNECT, cause);
    }

    /** Bytes of a response came in. */
    void bytesCame() {
        bytesCame = true;
    }

    /**
     * The response is here to its last byte.
     *
     * @param reusable whether the connection could carry another request
     */
    void responseDone(boolean reusable) {
        int now = bits.get();
        boolean keep = false;
        while ((now & DEAD) == 0) {
            boolean beingSent = (now & (LAST_WRITE | REQUEST_BROKEN)) == LAST_WRITE;
            keep = reusable && ((now & REQUEST_SENT) != 0 || beingSent);
            if (bits.compareAndSet(now, now | (keep ? RESPONSE_DONE : DEAD))) {
                break;
            }
            now = bits.get();
        }
        BackendConnection its = connection;
        if ((now & DEAD) != 0 || its == null) {
            return;
        }
        if (!keep) {
            its.close();
        } else if ((now & REQUEST_SENT) != 0) {
            its.release(this);
        } else {
            its.awaitLastWrite();
        }
    }

    /** A response has begun; false where the listener was told otherwise before. */
    boolean tellBegun(int status, String reason, HttpFields headers, ResponseContent body) {
        if ((set(TOLD) & TOLD) != 0) {
            return false;
        }
        listener.begun(status, reason, headers, body);
        return true;
    }

    /** Its connection is to speak another protocol; false where the listener was told otherwise before. */
    boolean tellUpgraded() {
        return (set(TOLD) & TOLD) == 0;
    }

    void contentIs(ResponseContent body) {
        content = body;
    }

    @Override
    public void abort(Throwable cause) {
        fail(Reason.BROKEN, cause);
    }

    /** A time limit has passed. */
    void timeOut(String words) {
        timedOut = true;
        fail(Reason.TIMEOUT, new TimeoutException(words));
    }

    /** Ends it where it has not ended: its connection is closed, and the listener or the reader is told. */
    void fail(Reason reason, Throwable cause) {
        int before = kill();
        if ((before & DEAD) != 0 || isOver(before)) {
            return;
        }
        Throwable why = death != null && reason == Reason.BROKEN ? death : cause;
        death = why;
        BackendConnection its = connection;
        boolean sent = (before & SENDING) != 0;
        if (its != null && sent) {
            its.close(why);
        }
        tellFailed(new UpstreamFailure(sent ? progress() : Progress.NOT_SENT, timedOut ? Reason.TIMEOUT : reason, why));
    }

    /** Why a response that had begun goes no further; null while it does. */
    @Nullable
    Throwable death() {
        return isDead() ? death : null;
    }

    private void tellFailed(UpstreamFailure failure) {
        if ((set(TOLD) & TOLD) == 0) {
            listener.failed(failure);
        }
    }

    private Progress progress() {
        if (bytesCame) {
            return Progress.RESPONSE_BEGUN;
        }
        if (untouched) {
            return Progress.NOT_SENT;
        }
        return reused ? Progress.SENT_ON_REUSED_CONNECTION : Progress.SENT_ON_FRESH_CONNECTION;
    }

    /** All is said, and the connection can't be used again. */
    void end() {
        int before = kill();
        BackendConnection its = connection;
        if ((before & DEAD) == 0 && !isOver(before) && its != null) {
            its.close();
        }
    }

    /** Marks it dead unless it is over; answers what it was before. */
    private int kill() {
        while (true) {
            int now = bits.get();
            if ((now & DEAD) != 0 || isOver(now) || bits.compareAndSet(now, now | DEAD)) {
                return now;
            }
        }
    }

    private int set(int bit) {
        while (true) {
            int now = bits.get();
            if (bits.compareAndSet(now, now | bit)) {
                return now;
            }
        }
    }

    private static boolean isOver(int bits) {
        return (bits & (REQUEST_SENT | RESPONSE_DONE)) == (REQUEST_SENT | RESPONSE_DONE);
    }
}
