package io.backhand.proxy.upstream.http1;

import io.backhand.proxy.upstream.BackendExchange;
import io.backhand.proxy.upstream.BackendRequest;
import io.backhand.proxy.upstream.BackendResponseListener;
import io.backhand.proxy.upstream.UpstreamFailure;
import io.backhand.proxy.upstream.UpstreamFailure.Progress;
import io.backhand.proxy.upstream.UpstreamFailure.Reason;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way, and how far it got.
 *
 * <p>Thread-safe. Its request may be sent by one thread while another receives the response, and any may abort it;
 * {@link ExchangeSteps} says whose it is to tell the listener, and to let go of the connection.
 */
final class Exchange implements BackendExchange {
    private final Http1Upstream upstream;
    private final IdleConnections idle;
    private final BackendRequest request;
    private final BackendResponseListener listener;
    private final ExchangeSteps steps = new ExchangeSteps();
    private volatile @Nullable BackendConnection connection;
    private volatile @Nullable Throwable death;
    private volatile boolean reused;
    private volatile boolean untouched;
    private volatile boolean bytesCame;
    private volatile boolean timedOut;
    private volatile boolean switching;

    /** Its sender, while that waits for consent to send the body. */
    private volatile @Nullable BodySender waiting;

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
        return steps.beginSending();
    }

    /** Whether bytes of it may be out. */
    boolean isSending() {
        return steps.isSending();
    }

    /** The connection it was given is no good; false where it is being used already. */
    boolean markStale() {
        return steps.markStale();
    }

    /** It was not sent: another connection, unless it is over. */
    void sendElsewhere() {
        if (steps.forgetStale()) {
            dispatch();
        }
    }

    boolean isDead() {
        return steps.isDead();
    }

    /** Whether there is more of the request yet to be had from the client. */
    boolean isRequestComing() {
        return steps.isRequestComing() && waiting == null;
    }

    /** Its body is held until {@link #consent}. */
    void awaitConsent(BodySender sender) {
        waiting = sender;
    }

    /** The backend wants the body, or can't be waited for any longer; false where the body is not held. */
    boolean consent() {
        BodySender held = waiting;
        waiting = null;
        if (held != null) {
            held.consent();
        }
        return held != null;
    }

    /** The last of the request is about to be written. */
    void lastWrite() {
        steps.lastWrite();
    }

    /** The request went out to its last byte. */
    void requestSent() {
        carryOut(steps.requestSent());
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
        carryOut(steps.requestBroke());
    }

    /** Something in it can't be sent to anybody, and nothing of it was. */
    void cannotBeSent(Throwable cause) {
        untouched = true;
        fail(Reason.BAD_REQUEST, cause);
    }

    /** Its trailers can't be sent to anybody; all that came before was. */
    void trailersCannotBeSent(Throwable cause) {
        fail(Reason.BAD_REQUEST, cause);
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
        carryOut(steps.responseDone(reusable));
    }

    /** The backend speaks another protocol now; it must not before the request has ended. */
    void switched() {
        switching = true;
        carryOut(steps.responseDone(true));
    }

    /** All is said, and the connection can't be used again. */
    void end() {
        carryOut(steps.end());
    }

    /** A response has begun; false where the listener was told otherwise before. */
    boolean tellBegun(int status, String reason, HttpFields headers, ResponseContent body) {
        boolean first = steps.tell();
        if (first) {
            listener.begun(status, reason, headers, body);
        }
        return first;
    }

    /** Its connection is to speak another protocol; false where the listener was told otherwise before. */
    boolean tellUpgraded() {
        return steps.tell();
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
        if (!steps.kill()) {
            return;
        }
        Throwable broken = death;
        Throwable why = broken != null && reason == Reason.BROKEN ? broken : cause;
        death = why;
        BackendConnection its = connection;
        boolean sent = steps.isSending();
        if (its != null && sent) {
            its.close(why);
        }
        if (steps.tell()) {
            listener.failed(new UpstreamFailure(
                    sent ? progress() : Progress.NOT_SENT, timedOut ? Reason.TIMEOUT : reason, why));
        }
    }

    /** Why a response that had begun goes no further; null while it does. */
    @Nullable
    Throwable death() {
        return isDead() ? death : null;
    }

    private Progress progress() {
        if (bytesCame) {
            return Progress.RESPONSE_BEGUN;
        }
        if (untouched) {
            return reused ? Progress.NOT_SENT_ON_REUSED_CONNECTION : Progress.NOT_SENT;
        }
        return reused ? Progress.SENT_ON_REUSED_CONNECTION : Progress.SENT_ON_FRESH_CONNECTION;
    }

    private void carryOut(ExchangeSteps.Then then) {
        BackendConnection its = connection;
        if (its == null) {
            return;
        }
        switch (then) {
            case NOTHING -> {}
            case LET_GO -> its.release(this);
            case AWAIT_LAST_WRITE -> its.awaitLastWrite();
            case AWAIT_LAST_WORDS -> its.awaitLastWords();
            case CLOSE -> {
                its.close();
                if (switching) {
                    tellNotSwitched();
                }
            }
        }
    }

    private void tellNotSwitched() {
        if (steps.tell()) {
            listener.failed(new UpstreamFailure(
                    Progress.RESPONSE_BEGUN, Reason.GARBAGE, new IOException("101 before the request had ended")));
        }
    }
}
