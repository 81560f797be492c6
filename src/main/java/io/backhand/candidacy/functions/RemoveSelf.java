package io.backhand.candidacy.functions;

import io.backhand.candidacy.CandidacyFunction;
import io.backhand.candidacy.Candidates;
import io.backhand.candidacy.RequestFacts;

/** Drops this machine. */
record RemoveSelf() implements CandidacyFunction {
    @Override
    public void apply(Candidates candidates, RequestFacts facts) {
        candidates
                .self()
                .ifPresent(self -> candidates.keepIf(backend -> !backend.id().equals(self.id())));
    }
}
