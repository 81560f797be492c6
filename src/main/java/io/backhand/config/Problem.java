package io.backhand.config;

import java.util.Comparator;

/**
 * Something wrong with a configuration, and where.
 *
 * @param file the file as its reader was told it
 * @param line counted from 1; 0 where it is about the file as a whole or the line is not known
 * @param message what was wanted and what came; control characters are made visible
 */
public record Problem(String file, int line, String message) {
    /** By line; those of one line stay as they were found. */
    static final Comparator<Problem> BY_LINE =
            Comparator.comparing(Problem::file).thenComparingInt(Problem::line);

    /** What stands in a file may not steer the terminal it is shown on. */
    public Problem {
        file = Shown.printable(file);
        message = Shown.printable(message);
    }

    /** As it is shown: {@code backhand.toml:12: byAge takes a duration such as 6s, not "six"}. */
    @Override
    public String toString() {
        return line > 0 ? file + ":" + line + ": " + message : file + ": " + message;
    }
}
