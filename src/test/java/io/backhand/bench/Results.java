package io.backhand.bench;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;

/** All rounds of a run, and the medians over them. */
record Results(List<Round> rounds) {
    Results {
        rounds = List.copyOf(rounds);
    }

    /** Those of one contestant in one scenario, in the order they were run. */
    List<Round> of(Scenario scenario, String contestant) {
        return rounds.stream()
                .filter(round -> round.scenario() == scenario)
                .filter(round -> round.contestant().equals(contestant))
                .toList();
    }

    /** Who took part in a scenario. */
    Set<String> contestants(Scenario scenario) {
        Set<String> labels = new LinkedHashSet<>();
        rounds.stream().filter(round -> round.scenario() == scenario).forEach(round -> labels.add(round.contestant()));
        return labels;
    }

    /** The median of a figure over the rounds; nothing where there was no round. */
    OptionalDouble median(Scenario scenario, String contestant, ToDoubleFunction<Round> figure) {
        double[] sorted =
                of(scenario, contestant).stream().mapToDouble(figure).sorted().toArray();
        if (sorted.length == 0) {
            return OptionalDouble.empty();
        }
        int middle = sorted.length / 2;
        return OptionalDouble.of(sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
    }

    /** The median of CPU time a request. */
    OptionalDouble cpu(Scenario scenario, String contestant) {
        return median(scenario, contestant, Round::cpuMicrosPerRequest);
    }

    /** What a proxied request leaves to the garbage collector, over all rounds that know; nothing for what is not a JVM. */
    OptionalDouble allocatedBytesPerRequest(Scenario scenario, String contestant) {
        return of(scenario, contestant).stream()
                .filter(round -> round.allocatedBytes().isPresent())
                .mapToDouble(round ->
                        (double) round.allocatedBytes().orElse(0) / round.load().requests())
                .average();
    }

    /** What a proxy adds to the median latency of a backend asked directly, µs. */
    OptionalDouble addedMicros(Scenario scenario, String contestant) {
        return combine(
                median(scenario, contestant, round -> round.load().p50Micros()),
                median(scenario, Measuring.DIRECT, round -> round.load().p50Micros()),
                (through, direct) -> through - direct);
    }

    /**
     * What an idle connection costs, KiB: in the worst round, since buffers of closed connections that a proxy keeps are
     * there for the next ones.
     */
    OptionalDouble idleKibEach(String contestant) {
        return of(Scenario.IDLE, contestant).stream()
                .flatMap(round -> round.idle().stream())
                .mapToDouble(Round.Idle::kibEach)
                .max();
    }

    /** One by the other, where there are both. */
    static OptionalDouble ratio(OptionalDouble figure, OptionalDouble reference) {
        return combine(figure, reference, (one, other) -> one / other);
    }

    private static OptionalDouble combine(OptionalDouble one, OptionalDouble other, DoubleBinaryOperator operator) {
        return one.isPresent() && other.isPresent()
                ? OptionalDouble.of(operator.applyAsDouble(one.getAsDouble(), other.getAsDouble()))
                : OptionalDouble.empty();
    }
}
