package io.backhand.accesslog;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Entries on their way from the threads that serve requests to the one that writes them down. It is a ring: adding takes
 * no lock, no memory and no other thread's time.
 *
 * <p>Any thread adds; one takes.
 */
final class EntryQueue {
    private final AtomicReferenceArray<@Nullable Entry> slots;
    private final int mask;
    private final AtomicLong added = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();

    /** @param capacity a power of two */
    EntryQueue(int capacity) {
        slots = new AtomicReferenceArray<>(capacity);
        mask = capacity - 1;
    }

    /** Adds one at the end; false where the queue is full. */
    boolean add(Entry entry) {
        long place;
        do {
            place = added.get();
            if (place - taken.get() > mask) {
                return false;
            }
        } while (!added.compareAndSet(place, place + 1));
        slots.setRelease((int) place & mask, entry);
        return true;
    }

    /** Takes the first; null where there is none, or it is only just being added. */
    @Nullable
    Entry take() {
        long place = taken.get();
        int slot = (int) place & mask;
        Entry first = slots.getAcquire(slot);
        if (first != null) {
            slots.setRelease(slot, null);
            taken.set(place + 1);
        }
        return first;
    }

    /** How many are there. */
    long size() {
        return added.get() - taken.get();
    }
}
