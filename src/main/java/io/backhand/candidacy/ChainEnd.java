package io.backhand.candidacy;

/** Whether a function has ended its chain before the last one, and why. */
enum ChainEnd {
    /** None has. */
    NONE,
    /** What is on the list is the outcome. */
    ENOUGH,
    /** A session goes on where it began. */
    SETTLED,
    /** Nothing is to be balanced. */
    OFF
}
