package io.backhand.cluster;

import java.net.InetAddress;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The last heartbeat of each of up to {@code capacity} backends, and when it came in.
 *
 * <p>Thread-safe: listener threads write one after the other, request threads read. A row is replaced whole,
 * so a reader sees the old heartbeat or the new one, never a mixture.
 */
public final class HeartbeatTable {
    /** Rows a table has room for where nothing else is said: eight times the biggest cluster we know of. */
    public static final int DEFAULT_CAPACITY = 4096;

    /** Rows that one address may fill without a signature, so that a forger can't fill the table. */
    static final int UNSIGNED_ROWS_PER_SENDER = 64;

    private final Map<BackendId, Row> rows = new ConcurrentHashMap<>();
    private final int capacity;

    /** @param capacity the most rows it holds, at least 1 */
    public HeartbeatTable(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a heartbeat table has room for 1 row at least, not " + capacity);
        }
        this.capacity = capacity;
    }

    /** What became of a heartbeat. */
    public enum Verdict {
        /** It is in the table, or, saying goodbye, took its row out. */
        ACCEPTED,
        /** A live backend has the name and another contact. */
        CONFLICT,
        /** Every row is a live backend's, or the sender has its share of unsigned rows. */
        FULL
    }

    /**
     * One row.
     *
     * @param backend the backend as it was last heard of
     * @param sender whom from
     * @param receivedAtNanos when, by the balancer's clock
     */
    public record Row(Backend backend, Sender sender, long receivedAtNanos) {
        boolean isSilent(long nowNanos) {
            return nowNanos - receivedAtNanos > Cluster.SILENT_AFTER.toNanos();
        }
    }

    /** All rows, in no order; a live view. */
    public Collection<Row> rows() {
        return Collections.unmodifiableCollection(rows.values());
    }

    /** The row of that name. */
    public Optional<Row> row(BackendId id) {
        return Optional.ofNullable(rows.get(id));
    }

    /** Whether this row would be taken now, and why not; nothing changes. */
    synchronized Verdict admit(Heartbeat heartbeat, Sender sender, long nowNanos) {
        Row present = rows.get(heartbeat.id());
        if (present != null
                && !present.isSilent(nowNanos)
                && !present.backend().contact().equals(heartbeat.contact())) {
            return Verdict.CONFLICT;
        }
        boolean newToSender = present == null || !present.sender().equals(sender);
        if (newToSender && !sender.signed() && unsignedRows(sender.address()) >= UNSIGNED_ROWS_PER_SENDER) {
            return Verdict.FULL;
        }
        boolean hasRoom = present != null
                || rows.size() < capacity
                || oldestSilent(nowNanos).isPresent();
        return hasRoom ? Verdict.ACCEPTED : Verdict.FULL;
    }

    /** Puts a row that was admitted; where the table is full, the oldest silent row gives way and is returned. */
    synchronized Optional<Row> put(Row row) {
        BackendId id = row.backend().id();
        Optional<Row> givesWay = Optional.empty();
        if (!rows.containsKey(id) && rows.size() >= capacity) {
            givesWay = oldestSilent(row.receivedAtNanos());
            givesWay.ifPresent(old -> rows.remove(old.backend().id()));
        }
        rows.put(id, row);
        return givesWay;
    }

    /** Takes a row out. */
    synchronized Optional<Row> remove(BackendId id) {
        return Optional.ofNullable(rows.remove(id));
    }

    private long unsignedRows(InetAddress address) {
        return rows.values().stream()
                .filter(row -> !row.sender().signed() && row.sender().address().equals(address))
                .count();
    }

    private Optional<Row> oldestSilent(long nowNanos) {
        return rows.values().stream()
                .filter(row -> row.isSilent(nowNanos))
                .max(Comparator.comparingLong(row -> nowNanos - row.receivedAtNanos()));
    }
}
