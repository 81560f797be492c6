package io.backhand.importing;

import java.util.Optional;
import java.util.Set;

/**
 * A regular expression of paths that stands for no more than all paths which begin in one way.
 *
 * @param beginning what they begin with
 * @param endsWithinSegment whether {@code /apple} is one of them where {@code /app} is
 */
record PathPattern(String beginning, boolean endsWithinSegment) {
    /** What may follow the beginning: all ways to write "and what is below". */
    private static final Set<String> AND_BELOW =
            Set.of("", ".*", "(.*)", ".+", "(.+)", "(/.*)", "(/.*)?", "(/|$)", "(/.*|$)", "?", "?.*", "?(.*)");

    private static final String PLAIN = "/_-~%";

    /** The pattern; empty where it says more. */
    static Optional<PathPattern> parse(String pattern) {
        if (!pattern.startsWith("^")) {
            return Optional.empty();
        }
        boolean isWhole = pattern.endsWith("$");
        String body = pattern.substring(1, pattern.length() - (isWhole ? 1 : 0));
        if (body.startsWith("(") && body.endsWith(")") && body.lastIndexOf('(') == 0) {
            body = body.substring(1, body.length() - 1);
        }
        StringBuilder beginning = new StringBuilder();
        String rest = body.substring(takeBeginning(body, beginning));
        boolean isOnePath = isWhole && rest.indexOf('*') < 0 && rest.indexOf('+') < 0;
        boolean isLastLetterOptional =
                rest.startsWith("?") && !beginning.toString().endsWith("/");
        if (isOnePath || isLastLetterOptional || !AND_BELOW.contains(rest)) {
            return Optional.empty();
        }
        boolean endsSegment = rest.startsWith("(/")
                || (!rest.startsWith("?") && beginning.toString().endsWith("/"));
        return Optional.of(new PathPattern(beginning.toString(), !endsSegment));
    }

    /** Up to the first character with a meaning of its own. */
    private static int takeBeginning(String body, StringBuilder beginning) {
        int at = 0;
        while (at < body.length()) {
            boolean isEscaped =
                    body.charAt(at) == '\\' && at + 1 < body.length() && ".-".indexOf(body.charAt(at + 1)) >= 0;
            char c = body.charAt(isEscaped ? at + 1 : at);
            if (!isEscaped && !isPlain(c)) {
                break;
            }
            beginning.append(c);
            at += isEscaped ? 2 : 1;
        }
        return at;
    }

    private static boolean isPlain(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || PLAIN.indexOf(c) >= 0;
    }
}
