package io.backhand.candidacy.functions;

import io.backhand.candidacy.CandidacyFunction;
import io.backhand.candidacy.Candidates;
import io.backhand.candidacy.RequestFacts;

/**
 * Orders by this balancer's requests in flight for the backend's capacity, fewest first, then by latency, shortest
 * first, then by chance.
 */
record ByInFlight() implements CandidacyFunction {
    @Override
    public void apply(Candidates candidates, RequestFacts facts) {
        candidates.shuffle();
        candidates.sortBy(KnownFigures.latencyNanos(candidates));
        candidates.sortBy(KnownFigures.inFlightForCapacity(candidates));
    }
}
