package io.backhand.candidacy.functions;

import io.backhand.candidacy.CandidacyFunction;
import io.backhand.candidacy.Candidates;
import io.backhand.candidacy.RequestFacts;

/** Orders by workers at a request, fewest first. */
record ByBusyChildren() implements CandidacyFunction {
    @Override
    public void apply(Candidates candidates, RequestFacts facts) {
        candidates.sortBy(KnownFigures.busy(candidates));
    }
}
