package io.backhand.candidacy;

/**
 * One step of a chain: it drops, reorders or adds candidates.
 *
 * <p>One instance serves all requests of its route at once: it keeps no state of a request, never blocks and
 * throws nothing. A step that can't tell leaves the candidates as they are.
 *
 * <p>A function of your own is a class that implements {@link CandidacyFunctionProvider}, found by
 * {@link java.util.ServiceLoader}.
 */
@FunctionalInterface
public interface CandidacyFunction {
    /** Changes the candidates in place. */
    void apply(Candidates candidates, RequestFacts facts);
}
