package io.backhand.candidacy.functions;

import io.backhand.candidacy.CandidacyFunction;
import io.backhand.candidacy.Candidates;
import io.backhand.candidacy.RequestFacts;

/** Turns balancing off: no candidate stays, and the chain ends. */
record Off() implements CandidacyFunction {
    @Override
    public void apply(Candidates candidates, RequestFacts facts) {
        candidates.turnOff();
    }
}
