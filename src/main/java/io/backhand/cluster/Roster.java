package io.backhand.cluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The backends that want requests, a row each and a column for each thing that a placement reads of all of them.
 *
 * <p>Who is on it, and what each says of its capacity, never changes: a heartbeat that changes either makes the
 * cluster draw up a new roster. When each was last heard, and its newest figures, are kept up to date in place; what
 * this balancer sees itself is read live from the ledger's pages.
 *
 * <p>Thread-safe: one thread at a time writes, any read.
 */
public final class Roster {
    /** In place of the requests in flight of a backend that may not be chosen at that moment. */
    public static final int NOT_NOW = -1;

    private final int size;
    private final AtomicReferenceArray<Backend> backends;
    private final AtomicLongArray heardAtNanos;
    private final boolean[] permanent;
    private final LedgerPage[] pages;
    private final int[] lines;
    private final Map<BackendId, Integer> rows;

    /** Draws it up from those of the backends that want requests. */
    public Roster(List<Backend> known) {
        List<Backend> wanting = known.stream().filter(Backend::wantsRequests).toList();
        size = wanting.size();
        backends = new AtomicReferenceArray<>(size);
        heardAtNanos = new AtomicLongArray(size);
        permanent = new boolean[size];
        pages = new LedgerPage[size];
        lines = new int[size];
        rows = new HashMap<>(size * 2);
        for (int row = 0; row < size; row++) {
            Backend backend = wanting.get(row);
            backends.set(row, backend);
            heardAtNanos.set(row, backend.receivedAtNanos());
            permanent[row] = backend.isPermanent();
            pages[row] = backend.account().page();
            lines[row] = backend.account().line();
            rows.put(backend.id(), row);
        }
    }

    /** Puts what a backend has just announced in the place of what it said before; false where that takes a new roster. */
    boolean refresh(Backend newer) {
        Integer row = rows.get(newer.id());
        if (row == null) {
            return !newer.wantsRequests();
        }
        if (!newer.replaces(backends.get(row))) {
            return false;
        }
        backends.set(row, newer);
        heardAtNanos.set(row, newer.receivedAtNanos());
        return true;
    }

    /** How many rows it has. */
    public int size() {
        return size;
    }

    /** The backend of that row, with the newest it has announced. */
    public Backend backend(int row) {
        return backends.getAcquire(row);
    }

    /**
     * The requests in flight of the backend of that row, where it may be chosen; {@link #NOT_NOW} where it is kept
     * out, or was not heard of for longer than so long and is not one that need not be heard.
     */
    public int inFlight(int row, long nowNanos, long maxAgeNanos) {
        if (nowNanos - heardAtNanos.getPlain(row) > maxAgeNanos && !permanent[row]) {
            return NOT_NOW;
        }
        int inFlight = pages[row].inFlight(lines[row]);
        return inFlight < LedgerPage.OUT ? inFlight : inFlightUnlessOut(row, nowNanos);
    }

    /** Moving mean of the time to the first response byte, or -1 where there was none yet. */
    public long latencyNanos(int row) {
        return pages[row].latencyNanos(lines[row]);
    }

    private int inFlightUnlessOut(int row, long nowNanos) {
        RequestLedger.Account account = backend(row).account();
        return account.isOut(nowNanos) ? NOT_NOW : account.inFlight();
    }
}
