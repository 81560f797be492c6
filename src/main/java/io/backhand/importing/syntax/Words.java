package io.backhand.importing.syntax;

import java.util.ArrayList;
import java.util.List;

/** Takes a line of httpd's apart as {@code ap_getword_conf} does. */
final class Words {
    private final String text;
    private int at;

    private Words(String text) {
        this.text = text;
    }

    /** The words; one in quotes may hold blanks, and a quote that never ends takes the rest. */
    static List<String> of(String text) {
        Words words = new Words(text);
        List<String> all = new ArrayList<>();
        while (words.skipBlanks()) {
            all.add(words.next());
        }
        return all;
    }

    private boolean skipBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at < text.length();
    }

    private String next() {
        char first = text.charAt(at);
        if (first == '"' || first == '\'') {
            at++;
            return until(first);
        }
        return until('\0');
    }

    /** Up to the quote, or to a blank where there is none. A backslash takes effect before another, and before the quote. */
    private String until(char quote) {
        StringBuilder word = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at);
            boolean escapes = c == '\\' && at + 1 < text.length() && isEscapable(text.charAt(at + 1), quote);
            if (escapes) {
                word.append(text.charAt(at + 1));
                at += 2;
                continue;
            }
            at++;
            if (quote == '\0' ? Character.isWhitespace(c) : c == quote) {
                break;
            }
            word.append(c);
        }
        return word.toString();
    }

    private static boolean isEscapable(char next, char quote) {
        return next == '\\' || (quote != '\0' && next == quote);
    }
}
