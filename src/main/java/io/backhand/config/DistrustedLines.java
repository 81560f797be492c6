package io.backhand.config;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The lines of a file whose meaning is not known since a grammar error stands before them: from the error to the
 * next table. What is found there would be told of something the user did not write.
 *
 * @param file which file
 * @param lines its text
 * @param errors lines of grammar errors
 */
record DistrustedLines(String file, List<String> lines, List<Integer> errors) {
    private static final Pattern TABLE = Pattern.compile("\\s*\\[{1,2}\\s*[A-Za-z0-9_-]+\\s*]{1,2}\\s*(#.*)?");

    /** Whether the place is after an error and before the next table. */
    boolean contains(Place place) {
        return place.file().equals(file)
                && errors.stream().anyMatch(error -> error <= place.line() && noTableIn(error, place.line()));
    }

    /** Whether there is an error in the table that begins there: what seems to be missing may stand at the error. */
    boolean isWithinTableAt(Place place) {
        return place.file().equals(file)
                && errors.stream().anyMatch(error -> place.line() <= error && noTableIn(place.line(), error));
    }

    /** Whether no table begins after the one line and up to the other. */
    private boolean noTableIn(int after, int upTo) {
        return lines.subList(Math.min(after, lines.size()), Math.min(upTo, lines.size())).stream()
                .noneMatch(line -> TABLE.matcher(line).matches());
    }
}
