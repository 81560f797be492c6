package io.backhand.candidacy.functions;

import io.backhand.candidacy.CandidacyFunction;
import io.backhand.candidacy.Candidates;
import io.backhand.candidacy.RequestFacts;

/** Orders by the share of processor time that is idle, highest first. */
record ByCpu() implements CandidacyFunction {
    @Override
    public void apply(Candidates candidates, RequestFacts facts) {
        var idle = KnownFigures.idle(candidates);
        candidates.sortBy(backend -> -idle.applyAsDouble(backend));
    }
}
