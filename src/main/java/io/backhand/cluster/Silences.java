package io.backhand.cluster;

import io.backhand.cluster.HeartbeatTable.Row;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Who has fallen silent, and whether all have: heartbeats that all stop at once have more likely lost their way than
 * their senders.
 *
 * <p>Not thread-safe but for {@link #isAll}: the cluster's lock guards it.
 */
final class Silences {
    private final Changes changes;
    private final Set<BackendId> silent = new HashSet<>();
    private volatile boolean all;

    Silences(Changes changes) {
        this.changes = changes;
    }

    /** Notices who has fallen silent. */
    void sweep(Collection<Row> rows, long nowNanos) {
        int known = 0;
        boolean oneIsHeard = false;
        for (Row row : rows) {
            known++;
            if (!row.isSilent(nowNanos)) {
                oneIsHeard = true;
            } else if (silent.add(row.backend().id())) {
                tellSilent(row, nowNanos);
            }
        }
        sweepAll(known, oneIsHeard);
    }

    /** One was heard; true, and told, where it was silent. */
    boolean end(Backend backend, Duration silence) {
        boolean was = silent.remove(backend.id());
        if (was) {
            changes.add(listener -> listener.back(backend, silence));
        }
        return was;
    }

    /** It has left. */
    void forget(BackendId id) {
        silent.remove(id);
    }

    /** Whether there are several, and all of them are silent. */
    boolean isAll() {
        return all;
    }

    private void tellSilent(Row row, long nowNanos) {
        Duration silence = Duration.ofNanos(nowNanos - row.receivedAtNanos());
        boolean answers = !row.backend().isLost(nowNanos);
        changes.add(listener -> listener.silent(row.backend(), silence, answers));
    }

    private void sweepAll(int known, boolean oneIsHeard) {
        boolean before = all;
        all = known > 1 && !oneIsHeard;
        if (all && !before) {
            changes.add(listener -> listener.allSilent(known));
        } else if (before && oneIsHeard) {
            changes.add(ClusterListener::notAllSilent);
        }
    }
}
