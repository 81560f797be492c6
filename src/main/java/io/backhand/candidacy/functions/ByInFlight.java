package io.backhand.candidacy.functions;

import io.backhand.candidacy.CandidacyFunction;
import io.backhand.candidacy.Candidates;
import io.backhand.candidacy.Ranking;
import io.backhand.candidacy.RequestFacts;
import io.backhand.cluster.Backend;
import io.backhand.cluster.Roster;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Orders by this balancer's requests in flight for the backend's capacity, fewest first. Those about as good as the
 * best are drawn by chance, the quicker the likelier.
 *
 * <p>Without the chance, an idle cluster's requests would all go to the backend whose speed test came out best by a
 * hair, and a backend that was slow once would never be asked again.
 *
 * <p>Thread-safe. It keeps what the capacities of the roster of now come to.
 */
final class ByInFlight implements CandidacyFunction, Ranking {
    /** Arriba differs so much between two runs on one machine: within it, backends are as good as the best. */
    static final double AS_GOOD = 1.25;

    /** How much slower than the quickest a backend may count, so that the slowest, too, is heard of now and then. */
    static final double SLOWEST = 8;

    private volatile @Nullable CapacityColumn lastCapacities;

    @Override
    public void apply(Candidates candidates, RequestFacts facts) {
        candidates.rankBy(this);
    }

    @Override
    public @Nullable Backend first(Roster roster, long nowNanos, long maxAgeNanos, RandomGenerator chance) {
        CapacityColumn capacities = lastCapacities;
        if (capacities == null || !capacities.holdsFor(roster, nowNanos, maxAgeNanos)) {
            capacities = new CapacityColumn(roster, nowNanos, maxAgeNanos);
            lastCapacities = capacities;
        }
        return new InFlightScan(roster, capacities, nowNanos, maxAgeNanos).first(draws(chance));
    }

    @Override
    public void order(Candidates candidates) {
        var score = KnownFigures.inFlightForCapacity(candidates);
        var latency = KnownFigures.latencyNanos(candidates);
        Least least = new Least(score, latency);
        candidates.forEach(least);
        double asGood = least.score * AS_GOOD;
        double slowest = least.latency * SLOWEST;
        SplittableRandom chance = draws(candidates.chance());
        candidates.shuffle();
        candidates.sortBy(backend -> {
            double its = score.applyAsDouble(backend);
            // A draw is below zero, and so before every score.
            return its > asGood ? its : -1 / (Math.min(latency.applyAsDouble(backend), slowest) * chance.nextDouble());
        });
    }

    /** A draw for each of a thousand takes a quarter of the time when nobody else draws from the same source. */
    private static SplittableRandom draws(RandomGenerator chance) {
        return new SplittableRandom(chance.nextLong());
    }

    /** The least of both figures, each whosever it is. */
    private static final class Least implements Consumer<Backend> {
        private final ToDoubleFunction<Backend> scores;
        private final ToDoubleFunction<Backend> latencies;
        private double score = Double.POSITIVE_INFINITY;
        private double latency = Double.POSITIVE_INFINITY;

        Least(ToDoubleFunction<Backend> scores, ToDoubleFunction<Backend> latencies) {
            this.scores = scores;
            this.latencies = latencies;
        }

        @Override
        public void accept(Backend backend) {
            score = Math.min(score, scores.applyAsDouble(backend));
            latency = Math.min(latency, latencies.applyAsDouble(backend));
        }
    }
}
