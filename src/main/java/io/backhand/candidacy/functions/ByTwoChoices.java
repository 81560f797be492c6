package io.backhand.candidacy.functions;

import io.backhand.candidacy.CandidacyFunction;
import io.backhand.candidacy.Candidates;
import io.backhand.candidacy.RequestFacts;

/**
 * Draws two candidates, each by the chance that its capacity gives it, and puts the one with fewer requests in flight
 * for its capacity first. Drawn evenly, a mixed cluster's small backends would break down.
 */
record ByTwoChoices() implements CandidacyFunction {
    @Override
    public void apply(Candidates candidates, RequestFacts facts) {
        candidates.keepDrawn(2, KnownFigures.capacity(candidates));
        candidates.sortBy(KnownFigures.inFlightForCapacity(candidates));
    }
}
