package io.backhand.config;

import java.util.HashMap;
import java.util.Map;

/** Tells of things that stand twice where each may stand once. */
final class Once<T> {
    private final Map<T, Place> first = new HashMap<>();
    private final Problems problems;

    /** None has been seen. */
    Once(Problems problems) {
        this.problems = problems;
    }

    /** Sees one; where it was seen before that is told, as in {@code two routes for /app: the first is in line 3}. */
    void see(T thing, Place place, String twice) {
        Place before = first.putIfAbsent(thing, place);
        if (before != null) {
            problems.add(place, "%s: the first is in %s".formatted(twice, told(before, place)));
        }
    }

    private static String told(Place before, Place now) {
        if (before.line() == 0) {
            return before.file();
        }
        return before.file().equals(now.file()) ? "line " + before.line() : before.file() + ":" + before.line();
    }
}
