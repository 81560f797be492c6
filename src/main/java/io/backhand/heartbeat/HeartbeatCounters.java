package io.backhand.heartbeat;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What became of the datagrams heard. Thread-safe. */
public final class HeartbeatCounters {
    private final LongAdder accepted = new LongAdder();
    private final LongAdder duplicates = new LongAdder();
    private final Map<Refusal, LongAdder> refused = new EnumMap<>(Refusal.class);

    /** All at zero. */
    public HeartbeatCounters() {
        for (Refusal reason : Refusal.values()) {
            refused.put(reason, new LongAdder());
        }
    }

    /** Those that went into the table. */
    public long accepted() {
        return accepted.sum();
    }

    /** Those that had come already, by another way. */
    public long duplicates() {
        return duplicates.sum();
    }

    /** Those refused for that reason. */
    public long refused(Refusal reason) {
        return counter(reason).sum();
    }

    void countAccepted() {
        accepted.increment();
    }

    void countDuplicate() {
        duplicates.increment();
    }

    void count(Refusal reason) {
        counter(reason).increment();
    }

    private LongAdder counter(Refusal reason) {
        LongAdder counter = refused.get(reason);
        if (counter == null) {
            throw new AssertionError(reason);
        }
        return counter;
    }
}
