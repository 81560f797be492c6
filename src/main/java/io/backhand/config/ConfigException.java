package io.backhand.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that can't be used, with all that is wrong with it. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    /** @param problems at least one, in the order they are to be told in */
    ConfigException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** All of them, by file and line; the message has one a line. */
    public List<Problem> problems() {
        return problems;
    }
}
