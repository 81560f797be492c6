package io.backhand.candidacy.functions;

import io.backhand.candidacy.CandidacyFunction;
import io.backhand.candidacy.Candidates;
import io.backhand.candidacy.RequestFacts;

/**
 * Keeps the first log2(n) of n candidates, rounded down, and at least one.
 *
 * <p>After {@code byRandom} this is a random sample. Sorting only a sample keeps balancers that share the same
 * heartbeats from sending everything to the one backend that looks idlest.
 */
record ByLogWindow() implements CandidacyFunction {
    @Override
    public void apply(Candidates candidates, RequestFacts facts) {
        candidates.keepFirstOf(ByLogWindow::window);
    }

    private static int window(int candidates) {
        int log2 = 31 - Integer.numberOfLeadingZeros(Math.max(1, candidates));
        return Math.max(1, log2);
    }
}
