package io.backhand.importing;

import io.backhand.importing.syntax.Place;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** How things are written in what is printed: ASCII alone, so that it is right in whatever charset it is redirected. */
final class Written {
    /** Longer lines of a source are cut in a comment: the place is told, and the source has the rest. */
    private static final int MAX_SHOWN = 160;

    private Written() {}

    /** A TOML string. */
    static String toml(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (isPlain(c)) {
                quoted.append((char) c);
            } else {
                // A lone surrogate can't stand in TOML.
                int scalar = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c;
                quoted.append("\\U%08x".formatted(scalar));
            }
        });
        return quoted.append('"').toString();
    }

    /** A TOML list of strings. */
    static String toml(List<String> items) {
        StringJoiner list = new StringJoiner(", ", "[", "]");
        items.forEach(item -> list.add(toml(item)));
        return list.toString();
    }

    /** Text of a source in a comment, cut where it is long. */
    static String shown(String text) {
        String plain = comment(text);
        return plain.length() <= MAX_SHOWN ? plain : plain.substring(0, MAX_SHOWN) + "...";
    }

    /** A text that stays within its line. */
    static String comment(String text) {
        StringBuilder plain = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c == '\t') {
                plain.append(' ');
            } else if (isPlain(c)) {
                plain.append((char) c);
            } else {
                plain.append(c <= 0xFFFF ? "\\u%04x".formatted(c) : "\\U%08x".formatted(c));
            }
        });
        return plain.toString();
    }

    /** Places with each file named once: {@code httpd.conf:3 7 vhosts.conf:1}. */
    static String places(List<Place> places) {
        Map<String, StringJoiner> lines = new LinkedHashMap<>();
        for (Place place : new LinkedHashSet<>(places)) {
            lines.computeIfAbsent(place.file(), file -> new StringJoiner(" ", file + ":", ""))
                    .add(String.valueOf(place.line()));
        }
        StringJoiner all = new StringJoiner(" ");
        lines.values().forEach(file -> all.add(file.toString()));
        return comment(all.toString());
    }

    private static boolean isPlain(int c) {
        return c >= ' ' && c <= '~';
    }
}
