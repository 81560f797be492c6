package io.backhand.candidacy.functions;

import io.backhand.candidacy.CandidacyFunction;
import io.backhand.candidacy.Candidates;
import io.backhand.candidacy.RequestFacts;

/** Orders by the moving mean of the time to the first response byte, as this balancer sees it; shortest first. */
record ByLatency() implements CandidacyFunction {
    @Override
    public void apply(Candidates candidates, RequestFacts facts) {
        candidates.sortBy(KnownFigures.latencyNanos(candidates));
    }
}
