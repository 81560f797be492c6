package io.backhand.candidacy.functions;

import io.backhand.candidacy.Ranking;
import io.backhand.cluster.Roster;
import java.util.random.RandomGenerator;

/**
 * What {@link ByInFlight} would put first, found in two passes over the columns of a roster: what is best, then one
 * of those about as good.
 *
 * <p>Figures are read live, in both passes: where one has changed between them, either reading is as true.
 */
final class InFlightScan {
    private final Roster roster;
    private final CapacityColumn capacities;
    private final long nowNanos;
    private final long maxAgeNanos;

    /** @param capacities of that roster */
    InFlightScan(Roster roster, CapacityColumn capacities, long nowNanos, long maxAgeNanos) {
        this.roster = roster;
        this.capacities = capacities;
        this.nowNanos = nowNanos;
        this.maxAgeNanos = maxAgeNanos;
    }

    int first(RandomGenerator chance) {
        double least = Double.POSITIVE_INFINITY;
        long quickest = Long.MAX_VALUE;
        for (int row = 0; row < roster.size(); row++) {
            int inFlight = roster.inFlight(row, nowNanos, maxAgeNanos);
            if (inFlight == Roster.NOT_NOW) {
                continue;
            }
            double score = KnownFigures.inFlightForCapacity(inFlight, capacities.byCapacity(row));
            if (score < least) {
                least = score;
            }
            long latency = roster.latencyNanos(row);
            if (latency < quickest && latency >= 0) {
                quickest = latency;
            }
        }
        return drawn(least * ByInFlight.AS_GOOD, quickest * ByInFlight.SLOWEST, chance);
    }

    /** One of those not above a score, the quicker the likelier; of equal draws, one by chance. */
    private int drawn(double asGood, double slowest, RandomGenerator chance) {
        int first = Ranking.UNDECIDED;
        int equals = 0;
        double shortest = Double.POSITIVE_INFINITY;
        for (int row = 0; row < roster.size(); row++) {
            int inFlight = roster.inFlight(row, nowNanos, maxAgeNanos);
            if (inFlight == Roster.NOT_NOW
                    || KnownFigures.inFlightForCapacity(inFlight, capacities.byCapacity(row)) > asGood) {
                continue;
            }
            long latency = roster.latencyNanos(row);
            if (latency < 0) {
                // It counts as the median, which takes a list.
                return Ranking.UNDECIDED;
            }
            double draw = Math.min((double) latency, slowest) * chance.nextDouble();
            if (draw < shortest) {
                first = row;
                shortest = draw;
                equals = 1;
            } else if (draw == shortest && chance.nextInt(++equals) == 0) {
                first = row;
            }
        }
        return first;
    }
}
