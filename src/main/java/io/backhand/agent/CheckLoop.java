package io.backhand.agent;

import io.backhand.cluster.NanoClock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Looks each second whether the server answers. A thread of its own runs it, so that a slow server delays no heartbeat.
 */
final class CheckLoop implements Runnable {
    /** How long it looks. */
    enum Until {
        /** As long as the agent runs. */
        STOPPED,
        /**
         * Until the server has answered once, and no longer than {@link #START}: for an agent inside the server,
         * which starts before its server takes connections, and perhaps can't reach itself by the name others use.
         */
        ANSWERED
    }

    /** A server that takes longer than this to listen once its applications are there does not listen at its contact. */
    static final Duration START = Duration.ofSeconds(10);

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /** While a server starts it pays to look more often. */
    private static final Duration INTERVAL_AT_START = Duration.ofMillis(100);

    private final BooleanSupplier check;
    private final Health health;
    private final Until until;
    private final Runnable onChange;
    private final NanoClock clock;
    private final CountDownLatch firstDone = new CountDownLatch(1);

    /**
     * A loop that has not begun.
     *
     * @param check looks once
     * @param onChange is run when the server has become sick or well
     */
    CheckLoop(BooleanSupplier check, Health health, Until until, Runnable onChange, NanoClock clock) {
        this.check = check;
        this.health = health;
        this.until = until;
        this.onChange = onChange;
        this.clock = clock;
    }

    /** Waits until the server was looked at once, but not longer than that. */
    void awaitFirst(Duration limit) throws InterruptedException {
        firstDone.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Runs until its thread is interrupted, or it has done what it was for. */
    @Override
    public void run() {
        long begunAtNanos = clock.nanoTime();
        Pace pace = new Pace(until == Until.STOPPED ? INTERVAL : INTERVAL_AT_START, begunAtNanos);
        try {
            while (!Thread.currentThread().isInterrupted()) {
                boolean answered = check.getAsBoolean();
                boolean done =
                        until == Until.ANSWERED && (answered || clock.nanoTime() - begunAtNanos >= START.toNanos());
                if (health.record(answered || done)) {
                    onChange.run();
                }
                firstDone.countDown();
                if (done) {
                    return;
                }
                pace.passIfDue(clock.nanoTime());
                TimeUnit.NANOSECONDS.sleep(pace.nanosToNext(clock.nanoTime()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
