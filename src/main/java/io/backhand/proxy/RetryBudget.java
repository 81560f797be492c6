package io.backhand.proxy;

import io.backhand.cluster.NanoClock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the retries to a share of the requests, so that backends in trouble are not sent more than before.
 *
 * <p>Thread-safe; counting a request is lock-free.
 */
final class RetryBudget {
    /** How far back requests and retries are counted. */
    private static final int WINDOW_SECONDS = 10;

    /** One retry for so many requests: 20 %. */
    private static final int REQUESTS_A_RETRY = 5;

    /** Retries allowed in a window whatever its requests, so that a quiet balancer can retry at all. */
    private static final int MIN_RETRIES = 3;

    private final NanoClock clock;
    private final long startNanos;
    private final AtomicReferenceArray<@Nullable Second> ring = new AtomicReferenceArray<>(WINDOW_SECONDS);

    RetryBudget(NanoClock clock) {
        this.clock = clock;
        this.startNanos = clock.nanoTime();
    }

    private static final class Second {
        private final long number;
        private final LongAdder requests = new LongAdder();
        private final AtomicInteger retries = new AtomicInteger();

        Second(long number) {
            this.number = number;
        }
    }

    /** Counts a request of a client. */
    void request() {
        current(now()).requests.increment();
    }

    /** Takes a retry out of the budget; false where none is left. */
    synchronized boolean takeRetry() {
        long now = now();
        long requests = 0;
        long retries = 0;
        for (int i = 0; i < WINDOW_SECONDS; i++) {
            Second second = ring.get(i);
            if (second != null && now - second.number < WINDOW_SECONDS) {
                requests += second.requests.sum();
                retries += second.retries.get();
            }
        }
        if (retries >= Math.max(MIN_RETRIES, requests / REQUESTS_A_RETRY)) {
            return false;
        }
        current(now).retries.incrementAndGet();
        return true;
    }

    private long now() {
        return TimeUnit.NANOSECONDS.toSeconds(clock.nanoTime() - startNanos);
    }

    private Second current(long number) {
        int place = (int) (number % WINDOW_SECONDS);
        Second held = ring.get(place);
        while (held == null || held.number < number) {
            Second fresh = new Second(number);
            if (ring.compareAndSet(place, held, fresh)) {
                return fresh;
            }
            held = ring.get(place);
        }
        return held;
    }
}
