package io.backhand.candidacy.functions;

import io.backhand.candidacy.CandidacyFunction;
import io.backhand.candidacy.Candidates;
import io.backhand.candidacy.RequestFacts;
import io.backhand.cluster.Backend;
import io.backhand.cluster.BackendId;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Orders by load average, lowest first.
 *
 * @param bias taken off this machine's own load, since a request it serves itself need not be passed on; 0 to 1000
 */
record ByLoad(double bias) implements CandidacyFunction {
    /** No load is higher in practice, and none need be. */
    private static final double MAX_BIAS = 1000;

    static ByLoad parse(List<String> arguments) {
        return new ByLoad(
                Arguments.atMostOne("byLoad", arguments).map(ByLoad::bias).orElse(0.0));
    }

    @Override
    public void apply(Candidates candidates, RequestFacts facts) {
        ToDoubleFunction<Backend> load = KnownFigures.load(candidates);
        Optional<BackendId> self = candidates.self().map(Backend::id);
        if (bias == 0 || self.isEmpty()) {
            candidates.sortBy(load);
            return;
        }
        BackendId own = self.get();
        candidates.sortBy(backend -> load.applyAsDouble(backend) - (backend.id().equals(own) ? bias : 0));
    }

    private static double bias(String text) {
        try {
            double bias = Double.parseDouble(text);
            if (bias >= 0 && bias <= MAX_BIAS) {
                return bias;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(wanted(text), e);
        }
        throw new IllegalArgumentException(wanted(text));
    }

    private static String wanted(String text) {
        return "byLoad takes a number of 0 to 1000 such as 0.5, not \"" + text + "\"";
    }
}
