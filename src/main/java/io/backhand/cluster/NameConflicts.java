package io.backhand.cluster;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The names claimed for two contacts, as far as they are remembered.
 *
 * <p>Not thread-safe: the cluster's lock guards it.
 */
final class NameConflicts {
    /** How many are remembered; past it, the oldest goes. */
    static final int CAPACITY = 64;

    private final Changes changes;

    /** When each was last seen, oldest claim first. */
    private final Map<NameConflict, Long> seenAtNanos = new LinkedHashMap<>();

    NameConflicts(Changes changes) {
        this.changes = changes;
    }

    /** Somebody claims the name of the backend that is kept; told where it is new. */
    void note(Backend kept, Contact refused, InetAddress sender, long nowNanos) {
        NameConflict conflict = new NameConflict(kept.id(), kept.contact(), refused, sender);
        if (seenAtNanos.put(conflict, nowNanos) != null) {
            return;
        }
        if (seenAtNanos.size() > CAPACITY) {
            // Not told: who claims a name for ever new contacts must not fill the log.
            Iterator<NameConflict> oldestFirst = seenAtNanos.keySet().iterator();
            oldestFirst.next();
            oldestFirst.remove();
        } else {
            changes.add(listener -> listener.conflict(conflict));
        }
    }

    /** Drops those not seen for that long. */
    void dropOlderThan(Duration age, long nowNanos) {
        seenAtNanos.values().removeIf(seen -> nowNanos - seen > age.toNanos());
    }

    /** All, oldest first; a copy. */
    Collection<NameConflict> all() {
        return List.copyOf(seenAtNanos.keySet());
    }
}
