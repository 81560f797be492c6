package io.backhand.config;

import java.util.regex.Pattern;

/** How a value that came is shown in a message. */
final class Shown {
    /** Longer values are cut: the message is to be read, and the file has the rest. */
    private static final int MAX_CHARS = 80;

    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\u2028\\u2029]");

    private Shown() {}

    /** A text in quotes, cut where it is long. */
    static String quoted(String text) {
        return text.length() <= MAX_CHARS ? "\"" + text + "\"" : "\"" + text.substring(0, MAX_CHARS) + "…\"";
    }

    /** The text with control characters as Java would write them. */
    static String printable(String text) {
        return UNPRINTABLE.matcher(text).replaceAll(match -> "\\\\u%04x"
                .formatted((int) match.group().charAt(0)));
    }
}
