package io.backhand.agent;

import io.backhand.cluster.NanoClock;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Announces at once, then each second, at once when there is news, and says goodbye at the end.
 *
 * <p>{@link #run} belongs to one thread; {@link #announceSoon} and {@link #stop} may be called from any.
 */
final class HeartbeatLoop implements Runnable {
    /** A datagram may get lost; three of them hardly. */
    private static final int GOODBYES = 3;

    /** Between two goodbyes: long enough to outlast a burst that fills a buffer, and nothing to wait for. */
    private static final Duration BETWEEN_GOODBYES = Duration.ofMillis(10);

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Runnable announce;
    private final Runnable sayGoodbye;
    private final NanoClock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean news;
    private boolean stopping;

    /** A loop that has not begun. */
    HeartbeatLoop(Runnable announce, Runnable sayGoodbye, NanoClock clock) {
        this.announce = announce;
        this.sayGoodbye = sayGoodbye;
        this.clock = clock;
    }

    /** Runs until it is stopped or its thread interrupted. */
    @Override
    public void run() {
        Pace pace = new Pace(INTERVAL, clock.nanoTime());
        try {
            while (awaitNext(pace)) {
                announce.run();
            }
            for (int i = 0; i < GOODBYES; i++) {
                sayGoodbye.run();
                Thread.sleep(BETWEEN_GOODBYES.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Has the next announcement go out now instead of up to a second later. */
    void announceSoon() {
        lock.lock();
        try {
            news = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends it, with a goodbye. */
    void stop() {
        lock.lock();
        try {
            stopping = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a beat or for news. Returns false when it is to end. */
    private boolean awaitNext(Pace pace) throws InterruptedException {
        lock.lock();
        try {
            long nanos = pace.nanosToNext(clock.nanoTime());
            while (!stopping && !news && nanos > 0) {
                changed.awaitNanos(nanos);
                nanos = pace.nanosToNext(clock.nanoTime());
            }
            pace.passIfDue(clock.nanoTime());
            news = false;
            return !stopping;
        } finally {
            lock.unlock();
        }
    }
}
