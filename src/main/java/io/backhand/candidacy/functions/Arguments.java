package io.backhand.candidacy.functions;

import java.util.List;
import java.util.Optional;

/** What stands after a function's name in a chain. */
final class Arguments {
    private Arguments() {}

    /** Checks that there is none. */
    static void none(String function, List<String> arguments) {
        if (!arguments.isEmpty()) {
            throw new IllegalArgumentException(
                    function + " takes no argument, not \"" + String.join(" ", arguments) + "\"");
        }
    }

    /** The one there is, if any. */
    static Optional<String> atMostOne(String function, List<String> arguments) {
        if (arguments.size() > 1) {
            throw new IllegalArgumentException(
                    function + " takes one argument at most, not \"" + String.join(" ", arguments) + "\"");
        }
        return arguments.stream().findFirst();
    }

    /** The one there must be. */
    static String one(String function, List<String> arguments) {
        if (arguments.size() != 1) {
            throw new IllegalArgumentException(
                    function + " takes one argument, not \"" + String.join(" ", arguments) + "\"");
        }
        return arguments.get(0);
    }
}
