package io.backhand.cluster;

import java.util.ArrayDeque;

/**
 * The requests that a backend has at once, where that is bounded, and those that wait for one of them to end: who came
 * first goes first, and nobody overtakes.
 *
 * <p>A slot that is taken is given back once; whoever waits is told once, or leaves before. Thread-safe.
 */
public final class Slots {
    private final ArrayDeque<Turn> waiting = new ArrayDeque<>(1);
    private int taken;
    private long waited;
    private long expired;

    /** A request that waits. */
    @FunctionalInterface
    public interface Turn {
        /** A slot is its own now, to be given back. Called by whoever gave it back, who is not to be held up. */
        void comes();
    }

    /** What becomes of a request that wants a slot. */
    public enum Entry {
        /** It has one. */
        TAKEN,
        /** It waits. */
        WAITS,
        /** Too many wait already. */
        FULL
    }

    /** Takes a slot, or waits for one. */
    public synchronized Entry enter(Turn turn, int mostTaken, int mostWaiting) {
        if (hasRoom(mostTaken)) {
            taken++;
            return Entry.TAKEN;
        }
        if (waiting.size() >= mostWaiting) {
            return Entry.FULL;
        }
        waiting.addLast(turn);
        waited++;
        return Entry.WAITS;
    }

    /** Whether a request would have a slot at once. */
    public synchronized boolean hasRoom(int mostTaken) {
        return taken < mostTaken && waiting.isEmpty();
    }

    /** Gives a slot back, to whoever has waited longest. */
    public void giveBack() {
        Turn next;
        synchronized (this) {
            next = waiting.pollFirst();
            if (next == null) {
                taken--;
            }
        }
        if (next != null) {
            next.comes();
        }
    }

    /** It waits no longer; false where its turn has come. */
    public synchronized boolean leave(Turn turn) {
        return waiting.removeFirstOccurrence(turn);
    }

    /** The same where it has waited too long. */
    public synchronized boolean expire(Turn turn) {
        boolean left = leave(turn);
        expired += left ? 1 : 0;
        return left;
    }

    /** Slots that are taken. */
    public synchronized int taken() {
        return taken;
    }

    /** Requests that wait now. */
    public synchronized int waiting() {
        return waiting.size();
    }

    /** Requests that have had to wait so far. */
    public synchronized long waited() {
        return waited;
    }

    /** Those of them that have waited too long. */
    public synchronized long expired() {
        return expired;
    }
}
