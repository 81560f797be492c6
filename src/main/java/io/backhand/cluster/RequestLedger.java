package io.backhand.cluster;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.LongAdder;

/**
 * What this balancer sees of each backend itself, exact and fresh: requests in flight, latency, outcomes.
 *
 * <p>Thread-safe and lock-free. An account outlives its row in the heartbeat table, so that a backend
 * that comes back under its name keeps its counters; {@link #forget} drops it.
 */
public final class RequestLedger {
    private final Map<BackendId, Account> accounts = new ConcurrentHashMap<>();

    /** The account of a backend, opened where there is none. */
    public Account account(BackendId id) {
        return accounts.computeIfAbsent(id, unused -> new Account());
    }

    /** Drops the account of a backend that has left for good. */
    public void forget(BackendId id) {
        accounts.remove(id);
    }

    /** What this balancer has seen of one backend. Thread-safe. */
    public static final class Account {
        /** Weight of the newest sample in the moving latency: the last 16 or so requests count. */
        private static final int LATENCY_SHIFT = 4;

        /** In the account itself: a placement reads a thousand of them, one indirection less each. */
        private static final AtomicIntegerFieldUpdater<Account> IN_FLIGHT =
                AtomicIntegerFieldUpdater.newUpdater(Account.class, "inFlight");

        private volatile int inFlight;
        private final LongAdder requests = new LongAdder();
        private final LongAdder failures = new LongAdder();
        private volatile long latencyNanos = -1;
        private volatile boolean out;
        private volatile long outUntilNanos;

        /** A request is on its way there. Each call is answered by one of {@link #finished}. */
        public void started() {
            IN_FLIGHT.incrementAndGet(this);
            requests.increment();
        }

        /** A request is over that took so long to its first response byte. */
        public void finished(long firstByteNanos) {
            IN_FLIGHT.decrementAndGet(this);
            long before = latencyNanos;
            // A lost update of two finishing at once costs a sample, not correctness.
            latencyNanos = before < 0 ? firstByteNanos : before + ((firstByteNanos - before) >> LATENCY_SHIFT);
        }

        /** A request is over that the backend failed. */
        public void failed() {
            IN_FLIGHT.decrementAndGet(this);
            failures.increment();
        }

        /** A request is over through no doing of the backend: the client went, or this balancer stops. */
        public void abandoned() {
            IN_FLIGHT.decrementAndGet(this);
        }

        /** Keeps the backend out until then, by the balancer's clock. */
        public void keepOutUntil(long nanos) {
            outUntilNanos = nanos;
            out = true;
        }

        /** Whether the backend is kept out at that moment. */
        public boolean isOut(long nowNanos) {
            return out && outUntilNanos - nowNanos > 0;
        }

        /** Requests under way there now, sent by this balancer. */
        public int inFlight() {
            return inFlight;
        }

        /** Requests sent there so far. */
        public long requests() {
            return requests.sum();
        }

        /** Requests it failed so far. */
        public long failures() {
            return failures.sum();
        }

        /** Moving mean of the time to the first response byte, or -1 where there was none yet. */
        public long latencyNanos() {
            return latencyNanos;
        }
    }
}
