package io.backhand.cluster;

import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The requests of this balancer's under way in each of the contexts that a backend withholds, begun since it does. Those begun
 * before are known in number alone, and any of them may be for any context.
 *
 * <p>Thread-safe; counting takes no lock. What is begun is in the ledger already, and what has ended still is, so that a
 * look between the two finds one too many and never one too few.
 */
public final class ContextLoad {
    private final List<String> contexts;
    private final AtomicIntegerArray underWay;
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    ContextLoad(List<String> contexts) {
        this.contexts = List.copyOf(contexts);
        this.underWay = new AtomicIntegerArray(contexts.size());
    }

    /** Whether it counts for these. */
    boolean isOf(List<String> others) {
        return contexts.equals(others);
    }

    /** A request of that path, canonical and decoded, has begun. */
    public void began(String path) {
        count(path, 1);
        begun.incrementAndGet();
    }

    /** One of those has ended. */
    public void ended(String path) {
        ended.incrementAndGet();
        count(path, -1);
    }

    /**
     * How many may be under way in that context, which is one of those that it counts for or lies in one.
     *
     * @param account of the same backend
     */
    int atMost(String context, RequestLedger.Account account) {
        int begunBefore = begun.get();
        int endedBefore = ended.get();
        int inAll = account.inFlight();
        // That was a plain read, which must not sink behind the second look.
        VarHandle.loadLoadFence();
        int counted = underWayAround(context);
        boolean steady = counted >= 0 && begunBefore == begun.get() && endedBefore == ended.get();
        return steady ? counted + inAll - (begunBefore - endedBefore) : inAll;
    }

    private int underWayAround(String context) {
        for (int i = contexts.size() - 1; i >= 0; i--) {
            if (Contexts.isIn(context, contexts.get(i))) {
                return underWay.get(i);
            }
        }
        return -1;
    }

    private void count(String path, int change) {
        for (int i = 0; i < contexts.size(); i++) {
            if (Contexts.isIn(path, contexts.get(i))) {
                underWay.addAndGet(i, change);
            }
        }
    }
}
