package io.backhand.proxy.upstream.http1;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * What has become of an exchange so far, each step a bit of one number, so that of two threads that come to the same
 * end one does what is to be done about it. Pure.
 *
 * <p>Thread-safe. A connection that is to carry the next request is let go by whoever ends the second of the two
 * directions; a dead exchange's connection is closed by whoever killed it.
 */
final class ExchangeSteps {
    /** Bytes of the request may be on the connection. */
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

    private static final AtomicIntegerFieldUpdater<ExchangeSteps> BITS =
            AtomicIntegerFieldUpdater.newUpdater(ExchangeSteps.class, "bits");

    private volatile int bits;

    /** What is to be done with the connection. */
    enum Then {
        NOTHING,
        /** It is free for the next. */
        LET_GO,
        /** It will be free when the last of the request is written. */
        AWAIT_LAST_WRITE,
        /** What the backend has said is still to be read. */
        AWAIT_LAST_WORDS,
        CLOSE
    }

    /** From now on bytes may go out; false where they must not any more, or not on this connection. */
    boolean beginSending() {
        return setUnless(DEAD | STALE, SENDING);
    }

    /** The connection it was given is no good; false where it is being used already. */
    boolean markStale() {
        return setUnless(SENDING, STALE);
    }

    /** It is to have another connection; false where it is over. */
    boolean forgetStale() {
        return (BITS.getAndUpdate(this, now -> now & ~STALE) & DEAD) == 0;
    }

    boolean isSending() {
        return (bits & SENDING) != 0;
    }

    boolean isDead() {
        return (bits & DEAD) != 0;
    }

    /** Whether there is more of the request yet to be had from the client. */
    boolean isRequestComing() {
        return (bits & (LAST_WRITE | REQUEST_SENT | REQUEST_BROKEN)) == 0;
    }

    /** The last of the request is about to be written. */
    void lastWrite() {
        set(LAST_WRITE);
    }

    /** The request went out to its last byte. */
    Then requestSent() {
        return (set(REQUEST_SENT) & (RESPONSE_DONE | DEAD)) == RESPONSE_DONE ? Then.LET_GO : Then.NOTHING;
    }

    /** The request can't be written on. */
    Then requestBroke() {
        int before = set(REQUEST_BROKEN);
        if ((before & DEAD) != 0) {
            return Then.NOTHING;
        }
        return (before & RESPONSE_DONE) == 0 ? Then.AWAIT_LAST_WORDS : end();
    }

    /**
     * The response is here to its last byte.
     *
     * @param reusable whether the connection could carry another request
     */
    Then responseDone(boolean reusable) {
        while (true) {
            int now = bits;
            if ((now & DEAD) != 0) {
                return Then.NOTHING;
            }
            boolean sent = (now & REQUEST_SENT) != 0;
            boolean beingSent = (now & (LAST_WRITE | REQUEST_BROKEN)) == LAST_WRITE;
            boolean kept = reusable && (sent || beingSent);
            if (BITS.compareAndSet(this, now, now | (kept ? RESPONSE_DONE : DEAD))) {
                if (!kept) {
                    return Then.CLOSE;
                }
                return sent ? Then.LET_GO : Then.AWAIT_LAST_WRITE;
            }
        }
    }

    /** All is said, and the connection can't be used again. */
    Then end() {
        return kill() ? Then.CLOSE : Then.NOTHING;
    }

    /** It goes no further; false where it was over, one way or the other. */
    boolean kill() {
        while (true) {
            int now = bits;
            boolean over = (now & (REQUEST_SENT | RESPONSE_DONE)) == (REQUEST_SENT | RESPONSE_DONE);
            if (over || (now & DEAD) != 0) {
                return false;
            }
            if (BITS.compareAndSet(this, now, now | DEAD)) {
                return true;
            }
        }
    }

    /** Whether it is for the caller to tell the listener of the outcome. */
    boolean tell() {
        return (set(TOLD) & TOLD) == 0;
    }

    private boolean setUnless(int forbidden, int bit) {
        while (true) {
            int now = bits;
            if ((now & forbidden) != 0) {
                return false;
            }
            if (BITS.compareAndSet(this, now, now | bit)) {
                return true;
            }
        }
    }

    private int set(int bit) {
        while (true) {
            int now = bits;
            if (BITS.compareAndSet(this, now, now | bit)) {
                return now;
            }
        }
    }
}
