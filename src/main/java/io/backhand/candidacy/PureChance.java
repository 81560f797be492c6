package io.backhand.candidacy;

import io.backhand.cluster.Backend;
import io.backhand.cluster.Roster;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Each candidate first with the same chance. */
enum PureChance implements Ranking {
    RANKING;

    @Override
    public void order(Candidates candidates) {
        candidates.shuffle();
    }

    @Override
    public @Nullable Backend first(Roster roster, long nowNanos, long maxAgeNanos, RandomGenerator chance) {
        Backend[] drawn = WholeRoster.draw(roster, nowNanos, maxAgeNanos, 1, chance);
        return drawn == null ? null : drawn[0];
    }
}
