package io.backhand.candidacy;

/**
 * A candidacy function that goes by a cookie which the balancer sets itself: what it says is in
 * {@link RequestFacts#affinity}, and a response sets it where the request came without or went elsewhere.
 */
public interface CookieFunction extends CandidacyFunction {
    /** The cookie's name. */
    String cookie();
}
