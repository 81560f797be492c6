package io.backhand.candidacy.functions;

import io.backhand.candidacy.Candidates;
import io.backhand.cluster.Backend;
import io.backhand.cluster.Roster;
import io.backhand.cluster.RosterSection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.ToDoubleFunction;

/**
 * The reciprocal of each capacity of a roster, by section; one that is not announced counts as the median of those
 * backends that could be chosen then. Immutable.
 */
final class CapacityColumn {
    private final Roster roster;
    private final double[][] bySection;

    /** Whether every backend announces its capacity. */
    private final boolean complete;

    /** Who could not be chosen, by {@link #mark}. */
    private final long ineligible;

    /** Works it out. */
    CapacityColumn(Roster roster, long nowNanos, long maxAgeNanos) {
        this.roster = roster;
        List<Backend> all = new ArrayList<>(roster.size());
        List<Backend> chosenFrom = new ArrayList<>(roster.size());
        // In one go with the medians: who is kept out meanwhile must not be in one and not in the other.
        long marks = 0;
        for (int number = 0; number < roster.sections(); number++) {
            RosterSection section = roster.section(number);
            for (int row = 0; row < section.size(); row++) {
                if (section.isEligible(row, nowNanos, maxAgeNanos)) {
                    chosenFrom.add(section.backend(row));
                } else {
                    marks += mark(all.size());
                }
                all.add(section.backend(row));
            }
        }
        this.ineligible = marks;
        this.complete = all.stream().noneMatch(backend -> Double.isNaN(backend.capacity()));
        var capacity = KnownFigures.capacity(
                new Candidates(chosenFrom, Optional.empty(), nowNanos, ThreadLocalRandom.current()));
        this.bySection = new double[roster.sections()][];
        for (int number = 0; number < bySection.length; number++) {
            bySection[number] = reciprocals(roster.section(number), capacity);
        }
    }

    /** Whether it is right for that roster then: the medians hold while the same backends can be chosen. */
    boolean holdsFor(Roster other, long nowNanos, long maxAgeNanos) {
        return roster == other && (complete || ineligible == ineligible(roster, nowNanos, maxAgeNanos));
    }

    /** The reciprocals of the capacities in the section of that number; not to be changed. */
    double[] bySection(int number) {
        return bySection[number];
    }

    private static double[] reciprocals(RosterSection section, ToDoubleFunction<Backend> capacity) {
        double[] reciprocals = new double[section.size()];
        for (int row = 0; row < reciprocals.length; row++) {
            reciprocals[row] = 1 / capacity.applyAsDouble(section.backend(row));
        }
        return reciprocals;
    }

    private static long ineligible(Roster roster, long nowNanos, long maxAgeNanos) {
        long marks = 0;
        long before = 0;
        for (int number = 0; number < roster.sections(); number++) {
            RosterSection section = roster.section(number);
            for (int row = 0; row < section.size(); row++) {
                if (!section.isEligible(row, nowNanos, maxAgeNanos)) {
                    marks += mark(before + row);
                }
            }
            before += section.size();
        }
        return marks;
    }

    /** As if by chance, but the same each time (SplitMix64): two sets have one sum by a chance of 1 in 2^64. */
    private static long mark(long row) {
        long mark = (row + 1) * 0x9E3779B97F4A7C15L;
        mark = (mark ^ (mark >>> 30)) * 0xBF58476D1CE4E5B9L;
        mark = (mark ^ (mark >>> 27)) * 0x94D049BB133111EBL;
        return mark ^ (mark >>> 31);
    }
}
