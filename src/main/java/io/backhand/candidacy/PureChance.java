package io.backhand.candidacy;

import io.backhand.cluster.Roster;
import java.util.random.RandomGenerator;

/** Each candidate first with the same chance. */
enum PureChance implements Ranking {
    RANKING;

    /** Rows looked at: past it, too many of the roster may not be chosen. */
    private static final int LOOKS = 16;

    @Override
    public void order(Candidates candidates) {
        candidates.shuffle();
    }

    @Override
    public int first(Roster roster, long nowNanos, long maxAgeNanos, RandomGenerator chance) {
        for (int looks = roster.size() == 0 ? 0 : LOOKS; looks > 0; looks--) {
            int row = chance.nextInt(roster.size());
            if (roster.inFlight(row, nowNanos, maxAgeNanos) != Roster.NOT_NOW) {
                return row;
            }
        }
        return UNDECIDED;
    }
}
