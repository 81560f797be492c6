package io.backhand.candidacy.functions;

import io.backhand.candidacy.Candidates;
import io.backhand.cluster.Backend;
import io.backhand.cluster.Roster;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The reciprocal of each capacity of a roster; one that is not announced counts as the median of those backends that
 * could be chosen then. Immutable.
 */
final class CapacityColumn {
    private final Roster roster;
    private final double[] byCapacity;

    /** Whether every backend announces its capacity. */
    private final boolean complete;

    /** Who could be chosen, by {@link #mark}. */
    private final long eligible;

    /** Works it out. */
    CapacityColumn(Roster roster, long nowNanos, long maxAgeNanos) {
        this.roster = roster;
        List<Backend> chosenFrom = new ArrayList<>(roster.size());
        boolean allKnown = true;
        long marks = 0;
        for (int row = 0; row < roster.size(); row++) {
            Backend backend = roster.backend(row);
            allKnown &= !Double.isNaN(backend.capacity());
            if (roster.inFlight(row, nowNanos, maxAgeNanos) != Roster.NOT_NOW) {
                chosenFrom.add(backend);
                marks += mark(row);
            }
        }
        this.complete = allKnown;
        this.eligible = marks;
        var capacity = KnownFigures.capacity(
                new Candidates(chosenFrom, Optional.empty(), nowNanos, ThreadLocalRandom.current()));
        this.byCapacity = new double[roster.size()];
        for (int row = 0; row < byCapacity.length; row++) {
            byCapacity[row] = 1 / capacity.applyAsDouble(roster.backend(row));
        }
    }

    /** Whether it is right for that roster then: the medians hold while the same backends can be chosen. */
    boolean holdsFor(Roster other, long nowNanos, long maxAgeNanos) {
        return roster == other && (complete || eligible == eligible(nowNanos, maxAgeNanos));
    }

    /** The reciprocal of the capacity in that row. */
    double byCapacity(int row) {
        return byCapacity[row];
    }

    private long eligible(long nowNanos, long maxAgeNanos) {
        long marks = 0;
        for (int row = 0; row < byCapacity.length; row++) {
            if (roster.inFlight(row, nowNanos, maxAgeNanos) != Roster.NOT_NOW) {
                marks += mark(row);
            }
        }
        return marks;
    }

    /** As if by chance, but the same each time (SplitMix64): two sets have one sum by a chance of 1 in 2^64. */
    private static long mark(int row) {
        long mark = (row + 1) * 0x9E3779B97F4A7C15L;
        mark = (mark ^ (mark >>> 30)) * 0xBF58476D1CE4E5B9L;
        mark = (mark ^ (mark >>> 27)) * 0x94D049BB133111EBL;
        return mark ^ (mark >>> 31);
    }
}
