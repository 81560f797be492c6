package io.backhand.candidacy.functions;

import io.backhand.candidacy.CandidacyFunction;
import io.backhand.candidacy.Candidates;
import io.backhand.candidacy.Delivery;
import io.backhand.candidacy.RequestFacts;

/**
 * Has the client sent to the chosen backend instead of passing its request on; the candidates stay.
 *
 * @param delivery by the backend's address or by its name
 */
record HttpRedirect(Delivery delivery) implements CandidacyFunction {
    @Override
    public void apply(Candidates candidates, RequestFacts facts) {
        candidates.deliverBy(delivery);
    }
}
