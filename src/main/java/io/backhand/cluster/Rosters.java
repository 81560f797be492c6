package io.backhand.cluster;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The rosters that placements go by: the one of all, and, while single contexts are drained or disabled somewhere, one
 * for each such context, on which who withholds it counts as draining or is missing. Each is drawn up when it is first asked
 * for, and again when who is on it has changed.
 *
 * <p>Thread-safe. {@link #whole} costs a volatile read. The owner's lock guards what is written.
 */
final class Rosters {
    /** Contexts a roster is kept for at once; past it they are drawn up anew, as after any change. */
    static final int MAX_CONTEXTS = 64;

    private final Object lock;
    private final Supplier<List<Backend>> known;
    private volatile @Nullable Drawn drawn;

    /** The roster of all, and those of contexts as far as they were asked for. */
    private record Drawn(Roster whole, Map<String, Roster> byContext) {}

    /**
     * Rosters of which none is drawn up.
     *
     * @param lock under which the backends known change
     * @param known all of them at that moment
     */
    Rosters(Object lock, Supplier<List<Backend>> known) {
        this.lock = lock;
        this.known = known;
    }

    /** The roster of all, whatever single contexts they withhold. */
    Roster whole() {
        return drawn().whole();
    }

    /** The one for a request of that path, canonical and decoded. */
    Roster at(String path) {
        Drawn now = drawn();
        String context = now.whole().contextOf(path);
        if (context == null) {
            return now.whole();
        }
        Roster roster = now.byContext().get(context);
        return roster != null ? roster : drawAt(context);
    }

    /** Who is on them has changed. */
    void outdated() {
        drawn = null;
    }

    /** A backend has announced itself anew; under the lock. */
    void refresh(Backend newer) {
        Drawn now = drawn;
        if (now == null) {
            return;
        }
        boolean holds = now.whole().refresh(newer);
        for (Roster roster : now.byContext().values()) {
            holds &= roster.refresh(newer);
        }
        if (!holds) {
            outdated();
        }
    }

    /** A backend has answered: that counts as being heard of; under the lock. */
    void lives(BackendId id, long nowNanos) {
        Drawn now = drawn;
        if (now != null) {
            now.whole().lives(id, nowNanos);
            now.byContext().values().forEach(roster -> roster.lives(id, nowNanos));
        }
    }

    private Drawn drawn() {
        Drawn now = drawn;
        return now != null ? now : draw();
    }

    private Drawn draw() {
        synchronized (lock) {
            Drawn now = drawn;
            if (now == null) {
                now = new Drawn(new Roster(known.get()), new ConcurrentHashMap<>());
                drawn = now;
            }
            return now;
        }
    }

    private Roster drawAt(String context) {
        synchronized (lock) {
            Map<String, Roster> byContext = draw().byContext();
            Roster roster = byContext.get(context);
            if (roster == null) {
                if (byContext.size() >= MAX_CONTEXTS) {
                    byContext.clear();
                }
                roster = new Roster(known.get(), context);
                byContext.put(context, roster);
            }
            return roster;
        }
    }
}
