package io.backhand.candidacy;

import io.backhand.cluster.Backend;
import io.backhand.cluster.Roster;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Takes from a roster those that may be chosen: not kept out, and heard of within the time named. */
final class WholeRoster {
    /** More are as quickly taken from a list. A log window of 4,096 keeps 12. */
    private static final int MAX_DRAWN = 16;

    /** Rows looked at for each one drawn: past it, too many of the roster may not be chosen. */
    private static final int ROWS_EACH = 8;

    private WholeRoster() {}

    /** All of them, in no order. */
    static Backend[] all(Roster roster, long nowNanos, long maxAgeNanos) {
        Backend[] all = new Backend[roster.size()];
        int count = 0;
        for (int row = 0; row < all.length; row++) {
            if (roster.inFlight(row, nowNanos, maxAgeNanos) != Roster.NOT_NOW) {
                all[count++] = roster.backend(row);
            }
        }
        return count == all.length ? all : Arrays.copyOf(all, count);
    }

    /** How many there are. */
    static int count(Roster roster, long nowNanos, long maxAgeNanos) {
        int count = 0;
        for (int row = 0; row < roster.size(); row++) {
            if (roster.inFlight(row, nowNanos, maxAgeNanos) != Roster.NOT_NOW) {
                count++;
            }
        }
        return count;
    }

    /** So many of them, drawn by chance, nobody twice; null where a list must be made first. */
    static Backend @Nullable [] draw(
            Roster roster, long nowNanos, long maxAgeNanos, int count, RandomGenerator chance) {
        if (count > MAX_DRAWN || count > roster.size()) {
            return null;
        }
        int[] drawn = new int[count];
        int held = 0;
        for (int looks = count * ROWS_EACH; looks > 0 && held < count; looks--) {
            int row = chance.nextInt(roster.size());
            if (isNew(row, drawn, held) && roster.inFlight(row, nowNanos, maxAgeNanos) != Roster.NOT_NOW) {
                drawn[held++] = row;
            }
        }
        return held < count ? null : backends(roster, drawn);
    }

    private static boolean isNew(int row, int[] drawn, int held) {
        for (int i = 0; i < held; i++) {
            if (drawn[i] == row) {
                return false;
            }
        }
        return true;
    }

    private static Backend[] backends(Roster roster, int[] rows) {
        Backend[] backends = new Backend[rows.length];
        for (int i = 0; i < rows.length; i++) {
            backends[i] = roster.backend(rows[i]);
        }
        return backends;
    }
}
