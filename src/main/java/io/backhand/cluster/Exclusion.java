package io.backhand.cluster;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One time of a backend's being kept out, and the probation after it: one request at first, and when all of a round
 * were answered well twice as many, up to {@link #LAST_ROUND}.
 *
 * <p>Thread-safe for those who ask; changed by one thread at a time.
 */
final class Exclusion {
    /** How long the first time lasts. */
    static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The longest, however often a backend fails its probation: how long one that is well again may wait. */
    static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** Requests of the last round of probation. */
    static final int LAST_ROUND = 8;

    private final Fault fault;
    private final String why;
    private final long begunAtNanos;
    private final long lengthNanos;
    private volatile long untilNanos;
    private volatile int round = 1;
    private int answered;

    /** Requests sent in this round; a few more than the round where several threads ask at once. */
    private final AtomicInteger sent = new AtomicInteger();

    /** What it is for. */
    enum Fault {
        /** No connection could be made. */
        REFUSED,
        /** Bad answers in a row. */
        BAD_ANSWERS
    }

    private Exclusion(Fault fault, String why, long begunAtNanos, long lengthNanos) {
        this.fault = fault;
        this.why = why;
        this.begunAtNanos = begunAtNanos;
        this.lengthNanos = lengthNanos;
        this.untilNanos = begunAtNanos + lengthNanos;
    }

    /** The first, of a backend that was well. */
    static Exclusion first(Fault fault, String why, long nowNanos) {
        return new Exclusion(fault, why, nowNanos, FIRST_NANOS);
    }

    /** The next, of one that did not pass its probation. */
    Exclusion longer(Fault nextFault, String nextWhy, long nowNanos) {
        return new Exclusion(nextFault, nextWhy, nowNanos, Math.min(2 * lengthNanos, LONGEST_NANOS));
    }

    Fault fault() {
        return fault;
    }

    /** In words. */
    String why() {
        return why;
    }

    /** Whether a try of that time says something new of the backend. */
    boolean isBefore(long triedAtNanos) {
        return triedAtNanos - begunAtNanos >= 0;
    }

    /** Whether probation has begun. */
    boolean isOver(long nowNanos) {
        return untilNanos - nowNanos <= 0;
    }

    /** Whether it began less than the shortest time ago. */
    boolean isFresh(long nowNanos) {
        return nowNanos - begunAtNanos < FIRST_NANOS;
    }

    /** Whether a request may be sent: probation has begun, and its round is not full. */
    boolean admits(long nowNanos) {
        return isOver(nowNanos) && sent.get() < round;
    }

    void sent() {
        sent.incrementAndGet();
    }

    /** One that was sent ended without a word about the backend. */
    void takeBack() {
        sent.updateAndGet(count -> Math.max(0, count - 1));
    }

    /** Probation begins now, if it has not. */
    void end(long nowNanos) {
        if (!isOver(nowNanos)) {
            untilNanos = nowNanos;
        }
    }

    /** One was answered well; true where that was the last of the last round. */
    boolean passes() {
        if (++answered < round) {
            return false;
        }
        if (round == LAST_ROUND) {
            return true;
        }
        round *= 2;
        answered = 0;
        sent.set(0);
        return false;
    }
}
