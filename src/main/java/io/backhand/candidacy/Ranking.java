package io.backhand.candidacy;

import io.backhand.cluster.Roster;
import java.util.random.RandomGenerator;

/**
 * An order of all candidates whose first can be found without making a list of them. Both ways find the same one
 * with the same chance.
 */
public interface Ranking {
    /** Answered where the quick way can't tell; then the list is made. */
    int UNDECIDED = -1;

    /** Makes the order. */
    void order(Candidates candidates);

    /**
     * The row of the first among those that may be chosen: {@link Roster#inFlight} of them is not
     * {@link Roster#NOT_NOW}.
     *
     * @return {@link #UNDECIDED} also where there is none
     */
    int first(Roster roster, long nowNanos, long maxAgeNanos, RandomGenerator chance);
}
