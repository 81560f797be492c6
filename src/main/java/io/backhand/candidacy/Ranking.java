package io.backhand.candidacy;

import io.backhand.cluster.Backend;
import io.backhand.cluster.Roster;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * An order of all candidates whose first can be found without making a list of them. Both ways find the same one
 * with the same chance.
 */
public interface Ranking {
    /** Makes the order. */
    void order(Candidates candidates);

    /**
     * The first of those on the roster that may be chosen; null where there is none, or where the quick way can't
     * tell: then the list is made.
     */
    @Nullable
    Backend first(Roster roster, long nowNanos, long maxAgeNanos, RandomGenerator chance);
}
