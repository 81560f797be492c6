package io.backhand.candidacy;

import io.backhand.cluster.Backend;
import java.util.function.ToDoubleFunction;

/**
 * A figure that counts as the candidates' median where it is not known. The median is taken when it is first wanted,
 * since mostly every figure is known.
 *
 * <p>Not thread-safe: it belongs to one placement.
 */
final class KnownOrMedian implements ToDoubleFunction<Backend> {
    private final Candidates candidates;
    private final ToDoubleFunction<Backend> figure;
    private final double whereNoneIsKnown;
    private double median = Double.NaN;

    KnownOrMedian(Candidates candidates, ToDoubleFunction<Backend> figure, double whereNoneIsKnown) {
        this.candidates = candidates;
        this.figure = figure;
        this.whereNoneIsKnown = whereNoneIsKnown;
    }

    @Override
    public double applyAsDouble(Backend backend) {
        double known = figure.applyAsDouble(backend);
        return Double.isNaN(known) ? median() : known;
    }

    private double median() {
        if (Double.isNaN(median)) {
            median = candidates.median(figure, whereNoneIsKnown);
        }
        return median;
    }
}
