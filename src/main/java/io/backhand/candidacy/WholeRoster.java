package io.backhand.candidacy;

import io.backhand.cluster.Backend;
import io.backhand.cluster.Roster;
import io.backhand.cluster.RosterSection;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Takes from a roster those that may be chosen: not kept out, and heard of within the time named. */
final class WholeRoster {
    /** More are as quickly taken from a list. A log window of 4,096 keeps 12. */
    private static final int MAX_DRAWN = 16;

    /** Rows looked at for each one drawn: past it, too many of the roster may not be chosen. */
    private static final int LOOKS_EACH = 8;

    private WholeRoster() {}

    /** All of them, in no order. */
    static Backend[] all(Roster roster, long nowNanos, long maxAgeNanos) {
        Backend[] all = new Backend[roster.size()];
        int count = 0;
        for (int number = 0; number < roster.sections(); number++) {
            RosterSection section = roster.section(number);
            for (int row = 0; row < section.size(); row++) {
                if (section.isEligible(row, nowNanos, maxAgeNanos)) {
                    all[count++] = section.backend(row);
                }
            }
        }
        return count == all.length ? all : Arrays.copyOf(all, count);
    }

    /** How many there are. */
    static int count(Roster roster, long nowNanos, long maxAgeNanos) {
        int count = 0;
        for (int number = 0; number < roster.sections(); number++) {
            RosterSection section = roster.section(number);
            for (int row = 0; row < section.size(); row++) {
                if (section.isEligible(row, nowNanos, maxAgeNanos)) {
                    count++;
                }
            }
        }
        return count;
    }

    /** So many of them, drawn by chance, nobody twice; null where it takes a list to find them. */
    static Backend @Nullable [] draw(
            Roster roster, long nowNanos, long maxAgeNanos, int count, RandomGenerator chance) {
        if (count > MAX_DRAWN || count > roster.size()) {
            return null;
        }
        Backend[] drawn = new Backend[count];
        int held = 0;
        for (int looks = count * LOOKS_EACH; looks > 0 && held < count; looks--) {
            Backend backend = eligible(roster, chance.nextInt(roster.size()), nowNanos, maxAgeNanos);
            if (backend != null && isNew(backend, drawn, held)) {
                drawn[held++] = backend;
            }
        }
        return held < count ? null : drawn;
    }

    /** The one so many rows on; null where it may not be chosen. */
    private static @Nullable Backend eligible(Roster roster, int rows, long nowNanos, long maxAgeNanos) {
        int row = rows;
        int number = 0;
        while (row >= roster.section(number).size()) {
            row -= roster.section(number++).size();
        }
        RosterSection section = roster.section(number);
        return section.isEligible(row, nowNanos, maxAgeNanos) ? section.backend(row) : null;
    }

    private static boolean isNew(Backend backend, Backend[] drawn, int held) {
        for (int i = 0; i < held; i++) {
            // A heartbeat may have come in between two looks at one row.
            if (drawn[i].id().equals(backend.id())) {
                return false;
            }
        }
        return true;
    }
}
