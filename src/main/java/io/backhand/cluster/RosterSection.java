package io.backhand.cluster;

import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The rows of a {@link Roster} whose accounts stand on one page of the ledger, a column for each thing that a
 * placement reads of all of them.
 *
 * <p>Thread-safe: one thread at a time writes, any read. Reads are plain, which a scan of a thousand rows is twice as
 * quick with: each placement begins with a volatile read, and so sees what was written before.
 */
public final class RosterSection {
    /** In place of the requests in flight of a backend that may not be chosen at that moment. */
    public static final int NOT_NOW = -1;

    private final Backend[] backends;
    private final AtomicLongArray heardAtNanos;
    private final boolean[] permanent;
    private final int[] lines;
    private final LedgerPage page;

    /** @param those at least one, all with their accounts on one page */
    RosterSection(List<Backend> those) {
        int size = those.size();
        backends = those.toArray(Backend[]::new);
        heardAtNanos = new AtomicLongArray(size);
        permanent = new boolean[size];
        lines = new int[size];
        page = backends[0].account().page();
        for (int row = 0; row < size; row++) {
            heardAtNanos.set(row, backends[row].lastLifeSignNanos());
            permanent[row] = backends[row].isPermanent();
            lines[row] = backends[row].account().line();
        }
    }

    /** Puts what a backend has just announced in place of what it said before; false where that takes a new roster. */
    boolean refresh(int row, Backend newer) {
        if (!newer.replaces(backends[row])) {
            return false;
        }
        backends[row] = newer;
        heardAtNanos.set(row, newer.lastLifeSignNanos());
        return true;
    }

    /** The backend of that row has answered. */
    void lives(int row, long nowNanos) {
        heardAtNanos.set(row, nowNanos);
    }

    /** How many rows it has, at least one. */
    public int size() {
        return lines.length;
    }

    /** The backend of that row, with the newest it has announced. */
    public Backend backend(int row) {
        return backends[row];
    }

    /**
     * The requests in flight of the backend of that row, where it may be chosen; {@link #NOT_NOW} where it is kept
     * out, or neither was heard of nor has answered for longer than so long and is not one that need not be heard.
     */
    public int inFlight(int row, long nowNanos, long maxAgeNanos) {
        if (nowNanos - heardAtNanos.getPlain(row) > maxAgeNanos && !permanent[row]) {
            return NOT_NOW;
        }
        int inFlight = page.inFlight(lines[row]);
        return inFlight < LedgerPage.OUT ? inFlight : inFlightUnlessOut(row, nowNanos);
    }

    /** Whether the backend of that row may be chosen, by the same rules. */
    public boolean isEligible(int row, long nowNanos, long maxAgeNanos) {
        return inFlight(row, nowNanos, maxAgeNanos) != NOT_NOW;
    }

    /** Moving mean of the time to the first response byte, or -1 where there was none yet. */
    public long latencyNanos(int row) {
        return page.latencyNanos(lines[row]);
    }

    private int inFlightUnlessOut(int row, long nowNanos) {
        RequestLedger.Account account = backends[row].account();
        return account.isOut(nowNanos) ? NOT_NOW : account.inFlight();
    }
}
