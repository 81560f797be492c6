package io.backhand.importing;

import io.backhand.importing.syntax.Place;

/**
 * Something of a source that is not in what is printed, and why.
 *
 * @param place where it stands
 * @param what as it is written there
 * @param why and what to do instead
 */
record Note(Place place, String what, String why) {
    /** A line of a comment, without its sign. */
    @Override
    public String toString() {
        return Written.comment(place.toString()) + ": " + Written.shown(what) + ": " + Written.comment(why);
    }
}
