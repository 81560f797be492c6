package io.backhand.importing.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what regedit exports, of either of its versions. What was pasted through a web page is read too: several values on
 * one line, and a key whose opening bracket is lost.
 *
 * <p>Not thread-safe: one reads one text.
 */
public final class RegistryReader {
    /** A text in quotes; with so many backslashes at most that matching it stays within a thread's stack. */
    private static final String QUOTED = "\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+){0,500})\"";

    private static final Pattern HEADER =
            Pattern.compile("(?i)(?:Windows Registry Editor Version \\d+\\.\\d+|REGEDIT4)");
    private static final Pattern COMMENT = Pattern.compile(";[^\\n]*");
    private static final Pattern KEY = Pattern.compile("\\[?\\s*-?(HKEY_[^\\]\\n]*+)(?:]|(?=\\n)|$)");
    private static final Pattern NAME = Pattern.compile("(?:" + QUOTED + "|@)[ \\t]*=[ \\t]*");
    private static final Pattern TEXT = Pattern.compile(QUOTED);
    private static final Pattern DWORD = Pattern.compile("(?i)dword:([0-9a-f]{1,8})\\b");

    private static final Pattern ESCAPED = Pattern.compile("\\\\(.)");

    private final String file;
    private final Matcher matcher;
    private final String text;
    private final List<RegistryEntry> entries = new ArrayList<>();
    private final List<Remark> remarks = new ArrayList<>();
    private String key = "";
    private int at;
    private int line = 1;

    private RegistryReader(String file, String text) {
        this.file = file;
        this.text = text;
        matcher = HEADER.matcher(text).useTransparentBounds(true);
    }

    /**
     * A registry's values.
     *
     * @param entries in their order
     * @param remarks what could not be read
     */
    public record Content(List<RegistryEntry> entries, List<Remark> remarks) {}

    /** Whether a text is such an export. */
    public static boolean isExport(String text) {
        String begin = text.stripLeading();
        return HEADER.matcher(begin).lookingAt() || begin.startsWith("[HKEY_") || begin.startsWith("HKEY_");
    }

    /**
     * Reads a text.
     *
     * @param file what its places are called by
     */
    public static Content read(String file, String text) {
        String lines = text.replace("\r\n", "\n").replace('\r', '\n');
        RegistryReader reader = new RegistryReader(file, lines);
        reader.readAll();
        return new Content(reader.entries, reader.remarks);
    }

    private void readAll() {
        while (skipBlanks()) {
            if (find(HEADER) || find(COMMENT)) {
                continue;
            }
            if (find(KEY)) {
                key = matcher.group(1).strip();
            } else if (find(NAME)) {
                readValue(matcher.group(1) == null ? "" : unescaped(matcher.group(1)));
            } else {
                remarkOnRest();
            }
        }
    }

    private void readValue(String name) {
        Place place = place();
        if (find(DWORD)) {
            String digits = matcher.group(1);
            OptionalLong number = OptionalLong.of(Long.parseLong(digits, 16));
            entries.add(new RegistryEntry(place, key, name, digits, number));
        } else if (find(TEXT)) {
            entries.add(new RegistryEntry(place, key, name, unescaped(matcher.group(1)), OptionalLong.empty()));
        } else {
            int end = endOfOther();
            entries.add(new RegistryEntry(place, key, name, text.substring(at, end), OptionalLong.empty()));
            advance(end);
        }
    }

    /** Bytes go on in the next line after a backslash. */
    private int endOfOther() {
        int end = endOfLine(at);
        while (end < text.length() && end > at && text.charAt(end - 1) == '\\') {
            end = endOfLine(end + 1);
        }
        return end;
    }

    private int endOfLine(int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    private void remarkOnRest() {
        String rest = text.substring(at, endOfLine(at));
        remarks.add(new Remark(place(), rest, "neither a key nor a value of a registry"));
        advance(at + rest.length());
    }

    private boolean skipBlanks() {
        int next = at;
        while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
            next++;
        }
        advance(next);
        return at < text.length();
    }

    /** Goes past what stands here, where it is of that form. */
    private boolean find(Pattern form) {
        matcher.usePattern(form).region(at, text.length());
        if (!matcher.lookingAt()) {
            return false;
        }
        advance(matcher.end());
        return true;
    }

    private void advance(int to) {
        for (; at < to; at++) {
            if (text.charAt(at) == '\n') {
                line++;
            }
        }
    }

    private Place place() {
        return new Place(file, line);
    }

    private static String unescaped(String quoted) {
        return ESCAPED.matcher(quoted).replaceAll("$1");
    }
}
