package io.backhand.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The backends of one tier that want requests, laid out for a placement that looks at a thousand of them: in sections
 * by the page of the ledger that has their live figures, and a section in columns. Beside them stand those that drain:
 * they get nothing but requests of sessions that began there.
 *
 * <p>Behind it stands the roster of the next tier, for when nobody on this one can take a request.
 *
 * <p>Who is on it, and what each says of its capacity, never changes: a heartbeat that changes either makes the
 * cluster draw up a new roster. When each was last heard, and its newest figures, are kept up to date in place.
 *
 * <p>Thread-safe: one thread at a time writes, any read.
 */
public final class Roster {
    private static final Comparator<Backend> BY_LINE =
            Comparator.comparingInt(backend -> backend.account().line());

    private final int size;
    private final RosterSection[] sections;
    private final Map<BackendId, Place> places;
    private final @Nullable Roster standby;

    /** What it is for; null where it is for all. */
    private final @Nullable String context;

    /** The contexts withheld by some of those on it, while it is for all. */
    private final Set<String> withheld = new HashSet<>();

    /** The newest of each that drains. */
    private final Map<BackendId, Backend> draining = new ConcurrentHashMap<>();

    /** Where a backend stands. */
    private record Place(RosterSection section, int row) {}

    /** Draws it up from those of the backends that want requests, those behind it, and those that drain. */
    public Roster(List<Backend> known) {
        this(known, null);
    }

    /** The same for the requests of one context: as they want it there. */
    Roster(List<Backend> known, @Nullable String context) {
        this.context = context;
        Map<LedgerPage, List<Backend>> byPage = new LinkedHashMap<>();
        List<Backend> behind = new ArrayList<>();
        int tier = lowestTier(known);
        for (Backend backend : known) {
            backend.account().countContexts(backend.isSplit() ? backend.withheld() : List.of());
            boolean drains = drains(backend);
            if (context == null && backend.isSplit() && (drains || wanted(backend))) {
                withheld.addAll(backend.withheld());
            }
            if (drains) {
                draining.put(backend.id(), backend);
            }
            if (!wanted(backend)) {
                continue;
            }
            if (backend.tier() == tier) {
                byPage.computeIfAbsent(backend.account().page(), unused -> new ArrayList<>(LedgerPage.LINES))
                        .add(backend);
            } else {
                behind.add(backend);
            }
        }
        standby = behind.isEmpty() ? null : new Roster(behind, context);
        sections = new RosterSection[byPage.size()];
        places = new HashMap<>(2 * known.size());
        int count = 0;
        for (List<Backend> onPage : byPage.values()) {
            onPage.sort(BY_LINE);
            RosterSection section = new RosterSection(onPage);
            sections[count++] = section;
            for (int row = 0; row < section.size(); row++) {
                places.put(section.backend(row).id(), new Place(section, row));
            }
        }
        size = places.size();
    }

    /** Puts what a backend has just announced in place of what it said before; false where that takes a new roster. */
    boolean refresh(Backend newer) {
        Place place = places.get(newer.id());
        if (place != null) {
            return place.section().refresh(place.row(), newer);
        }
        if (standby != null && standby.holds(newer.id())) {
            return standby.refresh(newer);
        }
        return refreshOther(newer);
    }

    private boolean holds(BackendId id) {
        return places.containsKey(id) || (standby != null && standby.holds(id));
    }

    private boolean refreshOther(Backend newer) {
        boolean drained = draining.containsKey(newer.id());
        if (wanted(newer) || drains(newer) != drained) {
            return false;
        }
        if (drained) {
            draining.put(newer.id(), newer);
        }
        return true;
    }

    /**
     * The backend of that name, where it may go on with a session that began there: it wants requests or drains, is
     * not kept out, and was heard of within that time or need not be heard. Probation does not send a session away.
     */
    public Optional<Backend> keeper(BackendId id, long nowNanos, long maxAgeNanos) {
        Place place = places.get(id);
        if (place == null && standby != null && standby.holds(id)) {
            return standby.keeper(id, nowNanos, maxAgeNanos);
        }
        Backend known = place == null ? draining.get(id) : place.section().backend(place.row());
        return Optional.ofNullable(known).filter(backend -> isThere(backend, nowNanos, maxAgeNanos));
    }

    /** Those that drain and may go on with their sessions, by the same rules; few, and mostly none. */
    public List<Backend> draining(long nowNanos, long maxAgeNanos) {
        if (draining.isEmpty()) {
            return List.of();
        }
        List<Backend> there = new ArrayList<>(draining.values());
        there.removeIf(backend -> !isThere(backend, nowNanos, maxAgeNanos));
        return there;
    }

    private static boolean isThere(Backend backend, long nowNanos, long maxAgeNanos) {
        return backend.ageNanos(nowNanos) <= maxAgeNanos && !backend.account().isKeptOut(nowNanos);
    }

    /** A backend has answered: that counts as being heard of. */
    void lives(BackendId id, long nowNanos) {
        Place place = places.get(id);
        if (place != null) {
            place.section().lives(place.row(), nowNanos);
        } else if (standby != null) {
            standby.lives(id, nowNanos);
        }
    }

    /** Whether some of those on it withhold a context, so that a request is to ask for that of its path. */
    public boolean isSplit() {
        return !withheld.isEmpty();
    }

    /** The longest context withheld by anybody that the path lies in; null where there is none. */
    @Nullable
    String contextOf(String path) {
        for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
            if (end <= Contexts.MAX_LENGTH && withheld.contains(path.substring(0, end))) {
                return path.substring(0, end);
            }
        }
        return null;
    }

    /** That of the next tier; null where there is none. */
    public @Nullable Roster standby() {
        return standby;
    }

    /** How many backends are on it. */
    public int size() {
        return size;
    }

    /** How many sections it has. */
    public int sections() {
        return sections.length;
    }

    /** The section of that number. */
    public RosterSection section(int number) {
        return sections[number];
    }

    private int lowestTier(List<Backend> known) {
        int lowest = Integer.MAX_VALUE;
        for (Backend backend : known) {
            if (wanted(backend)) {
                lowest = Math.min(lowest, backend.tier());
            }
        }
        return lowest;
    }

    private boolean wanted(Backend backend) {
        return context == null ? backend.wantsRequests() : backend.wantsRequestsAt(context);
    }

    private boolean drains(Backend backend) {
        return context == null ? backend.isDraining() : backend.isDrainingAt(context);
    }
}
