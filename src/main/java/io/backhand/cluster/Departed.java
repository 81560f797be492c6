package io.backhand.cluster;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Those who left, whose accounts are kept for their return.
 *
 * <p>Not thread-safe: the cluster's lock guards it.
 */
final class Departed {
    /** Accounts kept, so that names that come and go don't pile up; past it, the oldest goes. */
    static final int CAPACITY = 4096;

    private final RequestLedger ledger;

    /** When each left, first gone first. */
    private final Map<BackendId, Long> leftAtNanos = new LinkedHashMap<>();

    Departed(RequestLedger ledger) {
        this.ledger = ledger;
    }

    /** One has left. */
    void add(BackendId id, long nowNanos) {
        leftAtNanos.put(id, nowNanos);
    }

    /** It is there again. */
    void remove(BackendId id) {
        leftAtNanos.remove(id);
    }

    /** Drops the accounts of those gone for longer, and of those past the capacity. */
    void forgetAfter(Duration absence, long nowNanos) {
        Iterator<Map.Entry<BackendId, Long>> oldestFirst =
                leftAtNanos.entrySet().iterator();
        while (oldestFirst.hasNext()) {
            Map.Entry<BackendId, Long> oldest = oldestFirst.next();
            if (leftAtNanos.size() <= CAPACITY && nowNanos - oldest.getValue() <= absence.toNanos()) {
                return;
            }
            oldestFirst.remove();
            ledger.forget(oldest.getKey());
        }
    }
}
