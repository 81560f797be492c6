package io.backhand.importing.syntax;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code Define} has said so far. Not thread-safe: it belongs to one reading. */
final class Variables {
    /** A variable's value may name others, and so grow; longer is no line that somebody meant. */
    private static final int MAX_CHARS = 64 * 1024;

    private final Map<String, String> values = new HashMap<>();

    /** Takes a {@code Define} or {@code UnDefine} into account; other directives change nothing. */
    void follow(String name, List<String> words) {
        if (words.isEmpty()) {
            return;
        }
        switch (name.toLowerCase(Locale.ROOT)) {
            case "define" -> values.put(words.get(0), words.size() > 1 ? words.get(1) : "");
            case "undefine" -> values.remove(words.get(0));
            default -> {}
        }
    }

    /** Whether there is one of that name. */
    boolean isDefined(String name) {
        return values.containsKey(name);
    }

    /** The line with the values of those that are known in the place of <code>${NAME}</code>; others stay as they are. */
    String resolved(String line) {
        StringBuilder resolved = new StringBuilder();
        int at = 0;
        while (at < line.length()) {
            int begin = line.indexOf("${", at);
            int end = begin < 0 ? -1 : line.indexOf('}', begin);
            if (end < 0) {
                break;
            }
            String value = values.get(line.substring(begin + 2, end));
            resolved.append(line, at, begin).append(value == null ? line.substring(begin, end + 1) : value);
            at = end + 1;
            if (resolved.length() > MAX_CHARS) {
                return line;
            }
        }
        return resolved.append(line.substring(at)).toString();
    }
}
