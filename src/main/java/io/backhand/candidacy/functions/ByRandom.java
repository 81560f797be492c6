package io.backhand.candidacy.functions;

import io.backhand.candidacy.CandidacyFunction;
import io.backhand.candidacy.Candidates;
import io.backhand.candidacy.RequestFacts;

/** Puts the candidates in an order of pure chance. */
record ByRandom() implements CandidacyFunction {
    @Override
    public void apply(Candidates candidates, RequestFacts facts) {
        candidates.shuffle();
    }
}
