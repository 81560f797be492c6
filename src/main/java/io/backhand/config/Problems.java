package io.backhand.config;

import java.util.ArrayList;
import java.util.List;

/** The problems found so far, to be told together. Not thread-safe: it belongs to one reading. */
final class Problems {
    /** More are not told: who has so many has the wrong file, or will run the check again. */
    static final int MAX = 100;

    private final List<Problem> found = new ArrayList<>();
    private final List<DistrustedLines> distrusted = new ArrayList<>();

    /** One more, where its line can be trusted. */
    void add(Place place, String message) {
        boolean trusted = distrusted.stream().noneMatch(lines -> lines.contains(place));
        if (trusted && found.size() < MAX) {
            found.add(new Problem(place.file(), place.line(), message));
        }
    }

    /** Something is not there in the table that begins at the place. */
    void addMissing(Place table, String message) {
        if (distrusted.stream().noneMatch(lines -> lines.isWithinTableAt(table))) {
            add(table, message);
        }
    }

    /** From now on nothing is told of these lines. */
    void distrust(DistrustedLines lines) {
        distrusted.add(lines);
    }

    /** Whether none was found. */
    boolean isEmpty() {
        return found.isEmpty();
    }

    /** Passes where none was found. @throws ConfigException with all of them, by file and line */
    void check() throws ConfigException {
        if (!found.isEmpty()) {
            found.sort(Problem.BY_LINE);
            throw new ConfigException(found);
        }
    }
}
