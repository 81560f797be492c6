package io.backhand.candidacy.functions;

import io.backhand.cluster.Backend;
import io.backhand.cluster.Roster;
import io.backhand.cluster.RosterSection;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What {@link ByInFlight} would put first, found in two passes over the columns of a roster: what is best, then one
 * of those about as good, in the sections that have such.
 *
 * <p>Figures are read live, in both passes: where one has changed between them, either reading is as true.
 *
 * <p>Not thread-safe: it belongs to one placement.
 */
final class InFlightScan {
    private final Roster roster;
    private final CapacityColumn capacities;
    private final long nowNanos;
    private final long maxAgeNanos;

    /** The least score of each section; infinite where none may be chosen. */
    private final double[] leastOf;

    /** The shortest latency known. */
    private long quickest = Long.MAX_VALUE;

    private @Nullable Backend drawn;
    private double draw = Double.POSITIVE_INFINITY;
    private int equalDraws;

    /** @param capacities of that roster */
    InFlightScan(Roster roster, CapacityColumn capacities, long nowNanos, long maxAgeNanos) {
        this.roster = roster;
        this.capacities = capacities;
        this.nowNanos = nowNanos;
        this.maxAgeNanos = maxAgeNanos;
        this.leastOf = new double[roster.sections()];
    }

    /** The first; null where there is none, or where one about as good has no latency yet. */
    @Nullable
    Backend first(SplittableRandom chance) {
        double least = Double.POSITIVE_INFINITY;
        for (int number = 0; number < leastOf.length; number++) {
            leastOf[number] = least(roster.section(number), capacities.bySection(number));
            least = Math.min(least, leastOf[number]);
        }
        double asGood = least * ByInFlight.AS_GOOD;
        for (int number = 0; number < leastOf.length; number++) {
            boolean all = leastOf[number] > asGood
                    || draw(roster.section(number), capacities.bySection(number), asGood, chance);
            if (!all) {
                return null;
            }
        }
        return drawn;
    }

    private double least(RosterSection section, double[] byCapacity) {
        double least = Double.POSITIVE_INFINITY;
        long shortest = quickest;
        for (int row = 0; row < byCapacity.length; row++) {
            int inFlight = section.inFlight(row, nowNanos, maxAgeNanos);
            if (inFlight == RosterSection.NOT_NOW) {
                continue;
            }
            double score = KnownFigures.inFlightForCapacity(inFlight, byCapacity[row]);
            if (score < least) {
                least = score;
            }
            long latency = section.latencyNanos(row);
            if (latency < shortest && latency >= 0) {
                shortest = latency;
            }
        }
        quickest = shortest;
        return least;
    }

    /** Draws among those not above a score, the quicker the likelier; false where one has no latency yet. */
    private boolean draw(RosterSection section, double[] byCapacity, double asGood, SplittableRandom chance) {
        double slowest = quickest * ByInFlight.SLOWEST;
        for (int row = 0; row < byCapacity.length; row++) {
            int inFlight = section.inFlight(row, nowNanos, maxAgeNanos);
            if (inFlight == RosterSection.NOT_NOW
                    || KnownFigures.inFlightForCapacity(inFlight, byCapacity[row]) > asGood) {
                continue;
            }
            long latency = section.latencyNanos(row);
            if (latency < 0) {
                return false;
            }
            double its = (latency < slowest ? latency : slowest) * chance.nextDouble();
            if (its <= draw) {
                take(section.backend(row), its, chance);
            }
        }
        return true;
    }

    /** Of equal draws, each is taken with the same chance in the end. */
    private void take(Backend backend, double its, SplittableRandom chance) {
        equalDraws = its < draw ? 1 : equalDraws + 1;
        draw = its;
        if (equalDraws == 1 || chance.nextInt(equalDraws) == 0) {
            drawn = backend;
        }
    }
}
