package io.backhand.candidacy.functions;

import io.backhand.candidacy.CandidacyFunction;
import io.backhand.candidacy.Candidates;
import io.backhand.candidacy.RequestFacts;
import io.backhand.cluster.Backend;
import java.util.function.ToDoubleFunction;

/**
 * Orders by opportunity cost, lowest first: a backend costs n^(memory used / memory total) + n^(load / L), with n
 * the number of candidates and L the least power of two above the largest load among them, and at least 1.
 *
 * <p>After Amir, Awerbuch, Barak, Borgstrom and Keren, "An Opportunity Cost Approach for Job Assignment in a Scalable
 * Computing Cluster", TPDS 11(7), 2000. The cost is the absolute one: what a request adds to memory is not known, and
 * without it memory would drop out of the marginal cost. L is taken from the loads of now, not from the largest ever
 * seen, so that a peak of yesterday does not make all loads of today look alike.
 */
record ByCost() implements CandidacyFunction {
    @Override
    public void apply(Candidates candidates, RequestFacts facts) {
        ToDoubleFunction<Backend> load = KnownFigures.load(candidates);
        ToDoubleFunction<Backend> memoryUsed = KnownFigures.memoryUsed(candidates);
        double log2 = Math.log(Math.max(1, candidates.size())) / Math.log(2);
        double log2ByL = log2 / powerOfTwoAbove(largest(load, candidates));
        candidates.sortBy(backend -> PowerOfTwo.of(memoryUsed.applyAsDouble(backend) * log2)
                + PowerOfTwo.of(load.applyAsDouble(backend) * log2ByL));
    }

    private static double largest(ToDoubleFunction<Backend> load, Candidates candidates) {
        double[] largest = {0};
        candidates.forEach(backend -> largest[0] = Math.max(largest[0], load.applyAsDouble(backend)));
        return largest[0];
    }

    private static double powerOfTwoAbove(double load) {
        return load < 1 ? 1 : Math.scalb(1.0, Math.getExponent(load) + 1);
    }
}
