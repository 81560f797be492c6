package io.backhand.heartbeat;

import io.backhand.cluster.BackendId;
import io.backhand.cluster.Cluster;
import io.backhand.cluster.Contact;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The stamp of the last heartbeat accepted in each stream, by which a newer one is told from a recording.
 *
 * <p>It must outlive the row, so that no recording brings back who said goodbye. After a minute the limit on
 * clock skew takes over: so what the oldest stream knew may go when there are too many. Not thread-safe.
 */
final class ReplayMemory {
    /** Twice the rows of a table, for those that left a moment ago. */
    static final int MAX_STREAMS = 8192;

    private final Map<Stream, Stamp> stamps = new LinkedHashMap<>();

    /** What an announcement is to what was heard before. */
    enum Novelty {
        NEW,
        DUPLICATE,
        OLD
    }

    /**
     * What one agent sends. A signature says who speaks, whatever way it came; without one only the sender's
     * address does. Two agents with one name and two contacts are told apart, so that they show as a conflict.
     *
     * @param sender the source address of unsigned heartbeats
     */
    record Stream(Optional<InetAddress> sender, BackendId id, Contact contact) {}

    private record Stamp(Announcement last, long heardAtNanos) {}

    /** Compares it with the last one; nothing is remembered yet. */
    Novelty judge(Stream stream, Announcement announcement, long nowNanos) {
        Stamp stamp = stamps.get(stream);
        if (stamp == null || announcement.bootMillis() > stamp.last.bootMillis()) {
            return Novelty.NEW;
        }
        if (announcement.bootMillis() < stamp.last.bootMillis()) {
            return isRestartWithClockSetBack(stamp, announcement, nowNanos) ? Novelty.NEW : Novelty.OLD;
        }
        int order = Long.compare(announcement.sequence(), stamp.last.sequence());
        return order > 0 ? Novelty.NEW : order == 0 ? Novelty.DUPLICATE : Novelty.OLD;
    }

    /** Remembers one that was accepted. */
    void remember(Stream stream, Announcement announcement, long nowNanos) {
        stamps.remove(stream);
        stamps.put(stream, new Stamp(announcement, nowNanos));
        if (stamps.size() > MAX_STREAMS) {
            stamps.remove(stamps.keySet().iterator().next());
        }
    }

    /** The agent before it has fallen silent, and this was sent after its last word: which no recording was. */
    private static boolean isRestartWithClockSetBack(Stamp stamp, Announcement announcement, long nowNanos) {
        boolean silent = nowNanos - stamp.heardAtNanos > Cluster.SILENT_AFTER.toNanos();
        return silent && announcement.sentAtMillis() > stamp.last.sentAtMillis();
    }
}
