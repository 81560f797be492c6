package io.backhand.cluster;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What this balancer sees of each backend itself, exact and fresh: requests in flight, latency, outcomes.
 *
 * <p>Thread-safe; counting takes no lock. An account outlives its row in the heartbeat table, so that a backend
 * that comes back under its name keeps its counters; {@link #forget} drops it.
 */
public final class RequestLedger {
    private final Map<BackendId, Account> accounts = new ConcurrentHashMap<>();
    private LedgerPage page = new LedgerPage();
    private int linesTaken;

    /** The account of a backend, opened where there is none. */
    public Account account(BackendId id) {
        return accounts.computeIfAbsent(id, unused -> open());
    }

    /** Drops the account of a backend that has left for good. */
    public void forget(BackendId id) {
        accounts.remove(id);
    }

    private synchronized Account open() {
        if (linesTaken == LedgerPage.LINES) {
            page = new LedgerPage();
            linesTaken = 0;
        }
        return new Account(page, linesTaken++);
    }

    /** What this balancer has seen of one backend, and what its administrator has said of it. Thread-safe. */
    public static final class Account {
        /** Weight of the newest sample in the moving latency: the last 16 or so requests count. */
        private static final int LATENCY_SHIFT = 4;

        private final LedgerPage page;
        private final int line;
        private final LongAdder requests = new LongAdder();
        private final LongAdder failures = new LongAdder();
        private final LongAdder retries = new LongAdder();
        private final Health health;
        private final Slots slots = new Slots();
        private volatile AdminOrder adminOrder = AdminOrder.NONE;
        private volatile @Nullable ContextLoad contextLoad;

        private Account(LedgerPage page, int line) {
            this.page = page;
            this.line = line;
            this.health = new Health(page, line);
        }

        /** Whether it may be given requests, by what was seen of it. */
        public Health health() {
            return health;
        }

        /** The requests it has at once, and those that wait for it, where they are bounded. */
        public Slots slots() {
            return slots;
        }

        /** A request is on its way there. Each call is answered by one of {@link #finished}. */
        public void started() {
            if (page.add(line, 1) >= LedgerPage.OUT) {
                health.sentOnProbation();
            }
            requests.increment();
        }

        /** A request is over that took so long to its first response byte. */
        public void finished(long firstByteNanos) {
            page.add(line, -1);
            long before = page.latencyNanos(line);
            // A lost update of two finishing at once costs a sample, not correctness.
            page.setLatencyNanos(
                    line, before < 0 ? firstByteNanos : before + ((firstByteNanos - before) >> LATENCY_SHIFT));
        }

        /** A request is over that the backend failed. */
        public void failed() {
            page.add(line, -1);
            failures.increment();
        }

        /** A request that it did not serve is tried once more, here or elsewhere. */
        public void retried() {
            retries.increment();
        }

        /** A request is over through no doing of the backend: the client went, or this balancer stops. */
        public void abandoned() {
            page.add(line, -1);
        }

        /** Whether the backend is kept out at that moment. */
        public boolean isOut(long nowNanos) {
            return isMarked() && health.isOut(nowNanos);
        }

        /** Whether not even a request of its own sessions should go there. */
        boolean isKeptOut(long nowNanos) {
            return isMarked() && (health.isKeptOut(nowNanos) || health.isSick());
        }

        /** Whether it is kept out, or was and may still be. */
        boolean isMarked() {
            return page.inFlight(line) >= LedgerPage.OUT;
        }

        /** Requests under way there now, sent by this balancer. */
        public int inFlight() {
            int inFlight = page.inFlight(line);
            return inFlight < LedgerPage.OUT ? inFlight : inFlight - LedgerPage.OUT;
        }

        /** Requests that are there or on their way: sent by this balancer, or waiting for a slot. */
        public int pending() {
            return Math.max(inFlight(), slots.taken()) + slots.waiting();
        }

        /** As many of them as may be for a context that it withholds. */
        public int pendingAt(String context) {
            return inFlightAt(context) + slots.waiting();
        }

        /** Where requests of the contexts withheld are counted; null while none is. */
        public @Nullable ContextLoad contextLoad() {
            return contextLoad;
        }

        /** Has the requests of these contexts counted from now on, if they are not already. */
        void countContexts(List<String> withheld) {
            ContextLoad counting = contextLoad;
            if (withheld.isEmpty()) {
                if (counting != null) {
                    contextLoad = null;
                }
            } else if (counting == null || !counting.isOf(withheld)) {
                contextLoad = new ContextLoad(withheld);
            }
        }

        /** As many requests as may be under way there now in a context that it withholds, sent by this balancer. */
        public int inFlightAt(String context) {
            ContextLoad counting = contextLoad;
            return counting == null ? inFlight() : counting.atMost(context, this);
        }

        /** Requests sent there so far. */
        public long requests() {
            return requests.sum();
        }

        /** Requests it failed so far. */
        public long failures() {
            return failures.sum();
        }

        /** Requests it did not serve that were tried once more. */
        public long retries() {
            return retries.sum();
        }

        /** Moving mean of the time to the first response byte, or -1 where there was none yet. */
        public long latencyNanos() {
            return page.latencyNanos(line);
        }

        /** What an administrator has said of the backend as a whole. */
        public AdminState adminState() {
            return adminOrder.server();
        }

        /** What an administrator has said of the backend and of its contexts. */
        public AdminOrder adminOrder() {
            return adminOrder;
        }

        /** Takes down what an administrator has said of the backend. */
        void adminOrder(AdminOrder order) {
            adminOrder = order;
        }

        LedgerPage page() {
            return page;
        }

        int line() {
            return line;
        }
    }
}
