package io.backhand.candidacy.functions;

import io.backhand.candidacy.Candidates;
import io.backhand.cluster.Backend;
import io.backhand.cluster.Figures;
import java.util.function.ToDoubleFunction;

/**
 * The figures that the functions go by. One that a backend lacks counts as the median of the candidates' that have
 * it, so that saying nothing is neither an advantage nor a fault.
 *
 * <p>Those of the usual chains look at the backend themselves first: a call through the one place that serves all
 * figures is not inlined, and of a thousand backends that is half of the time.
 */
final class KnownFigures {
    private static final double UNKNOWN = Double.NaN;

    private KnownFigures() {}

    /** Mean run queue; with prediction, and what was sent since. */
    static ToDoubleFunction<Backend> load(Candidates candidates) {
        var orMedian = candidates.knownOrMedian(Backend::load, 0);
        ToDoubleFunction<Backend> announced = backend -> {
            double its = backend.load();
            return Double.isNaN(its) ? orMedian.applyAsDouble(backend) : its;
        };
        return candidates.isPredicting()
                ? backend -> Math.max(0, announced.applyAsDouble(backend) + backend.inFlightSinceHeartbeat())
                : announced;
    }

    /** Workers at a request; with prediction, and those busy since. */
    static ToDoubleFunction<Backend> busy(Candidates candidates) {
        var announced = candidates.knownOrMedian(KnownFigures::busy, 0);
        return candidates.isPredicting()
                ? backend -> Math.max(0, announced.applyAsDouble(backend) + backend.inFlightSinceHeartbeat())
                : announced;
    }

    /** Idle share of processor time, 0 to 1; with prediction, a request takes one processor. */
    static ToDoubleFunction<Backend> idle(Candidates candidates) {
        var announced =
                candidates.knownOrMedian(backend -> backend.figures().idle().orElse(UNKNOWN), 1);
        if (!candidates.isPredicting()) {
            return announced;
        }
        var cpus = candidates.knownOrMedian(KnownFigures::cpus, 1);
        return backend -> {
            double taken = backend.inFlightSinceHeartbeat() / cpus.applyAsDouble(backend);
            return Math.min(1, Math.max(0, announced.applyAsDouble(backend) - taken));
        };
    }

    /** Share of memory in use, 0 to 1. */
    static ToDoubleFunction<Backend> memoryUsed(Candidates candidates) {
        var orMedian = candidates.knownOrMedian(Backend::memoryUsed, 0);
        return backend -> {
            double its = backend.memoryUsed();
            return Double.isNaN(its) ? orMedian.applyAsDouble(backend) : its;
        };
    }

    /** Time to the first response byte. */
    static ToDoubleFunction<Backend> latencyNanos(Candidates candidates) {
        var orMedian = candidates.knownOrMedian(KnownFigures::latencyNanos, 0);
        return backend -> {
            long nanos = backend.account().latencyNanos();
            return nanos < 0 ? orMedian.applyAsDouble(backend) : nanos;
        };
    }

    /** Processors times their speed, and times the weight; only compared within a cluster. */
    static ToDoubleFunction<Backend> capacity(Candidates candidates) {
        var cpus = candidates.knownOrMedian(KnownFigures::cpus, 1);
        var arriba = candidates.knownOrMedian(KnownFigures::arriba, 1);
        return backend -> {
            double announced = backend.capacity();
            double its =
                    Double.isNaN(announced) ? cpus.applyAsDouble(backend) * arriba.applyAsDouble(backend) : announced;
            return its * backend.weight();
        };
    }

    /** Requests in flight for the capacity once this one is there too, so that of two idle ones the bigger wins. */
    static ToDoubleFunction<Backend> inFlightForCapacity(Candidates candidates) {
        var capacity = capacity(candidates);
        return backend -> inFlightForCapacity(backend.account().inFlight(), 1 / capacity.applyAsDouble(backend));
    }

    /** The same of a backend with so many in flight, and the reciprocal of its capacity. */
    static double inFlightForCapacity(int inFlight, double byCapacity) {
        return (inFlight + 1) * byCapacity;
    }

    private static double latencyNanos(Backend backend) {
        long nanos = backend.account().latencyNanos();
        return nanos < 0 ? UNKNOWN : nanos;
    }

    private static double busy(Backend backend) {
        Figures figures = backend.figures();
        return figures.busy().isPresent() ? figures.busy().getAsInt() : UNKNOWN;
    }

    private static double cpus(Backend backend) {
        int cpus = backend.figures().cpus().orElse(0);
        return cpus > 0 ? cpus : UNKNOWN;
    }

    private static double arriba(Backend backend) {
        long arriba = backend.figures().arriba().orElse(0);
        return arriba > 0 ? arriba : UNKNOWN;
    }
}
