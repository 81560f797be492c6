package io.backhand.candidacy.functions;

import io.backhand.candidacy.CandidacyFunction;
import io.backhand.candidacy.Candidates;
import io.backhand.candidacy.RequestFacts;

/**
 * From here on, announced load, busy workers and idle time count what this balancer has in flight beyond what it had
 * when they were announced, so that requests don't all go where the last heartbeat was best.
 */
record AddPrediction() implements CandidacyFunction {
    @Override
    public void apply(Candidates candidates, RequestFacts facts) {
        candidates.predict();
    }
}
