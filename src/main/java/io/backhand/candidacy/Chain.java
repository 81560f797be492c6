package io.backhand.candidacy;

import java.util.List;
import java.util.Optional;

/**
 * The candidacy functions of one route, in their order. Immutable and thread-safe.
 *
 * @param steps the functions with the words they were written as
 */
public record Chain(List<Step> steps) {
    /**
     * One function of a chain.
     *
     * @param text as it was written, as in {@code byAge 5s}
     * @param function what it does
     */
    public record Step(String text, CandidacyFunction function) {}

    /** Takes over a copy of the steps. */
    public Chain {
        steps = List.copyOf(steps);
    }

    /** The cookie of this balancer's own that a function goes by; the first one's, where several do. */
    public Optional<String> cookie() {
        return steps.stream()
                .map(Step::function)
                .filter(CookieFunction.class::isInstance)
                .map(function -> ((CookieFunction) function).cookie())
                .findFirst();
    }

    /** Runs the functions one after the other, until one ends the chain or none is left to run. */
    public void apply(Candidates candidates, RequestFacts facts) {
        for (int i = 0; i < steps.size() && !candidates.isEnded(); i++) {
            steps.get(i).function().apply(candidates, facts);
        }
    }
}
