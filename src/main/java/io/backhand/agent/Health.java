package io.backhand.agent;

/**
 * What the checks say of the server: two failures in a row make it sick, one success makes it well. Before the
 * first success nothing vouches for it, so it begins sick. Thread-safe.
 */
final class Health {
    /** One may be a hiccup; a second one means that requests fail too. */
    private static final int FAILURES_TO_BE_SICK = 2;

    private boolean well;
    private int failuresInARow;

    /** Whether the server is well as far as is known. */
    synchronized boolean isWell() {
        return well;
    }

    /** Takes the outcome of one check. Returns whether it changes what is known. */
    synchronized boolean record(boolean answered) {
        boolean before = well;
        if (answered) {
            failuresInARow = 0;
            well = true;
        } else if (++failuresInARow >= FAILURES_TO_BE_SICK) {
            well = false;
            failuresInARow = FAILURES_TO_BE_SICK;
        }
        return well != before;
    }
}
