package io.backhand.importing.syntax;

import java.util.ArrayList;
import java.util.List;

/** The lines of httpd's configuration: those that end with a backslash go on in the next one. */
final class LogicalLines {
    private LogicalLines() {}

    /**
     * One that says something.
     *
     * @param number of its first line, counted from 1
     * @param text without blanks around it
     */
    record Line(int number, String text) {}

    /** All but blank ones and comments. A comment goes on after a backslash too, as in httpd. */
    static List<Line> of(String text) {
        List<String> physical = text.lines().toList();
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < physical.size(); i++) {
            int first = i;
            StringBuilder whole = new StringBuilder(physical.get(i));
            while (endsWithBackslash(whole) && i + 1 < physical.size()) {
                whole.setLength(whole.length() - 1);
                i++;
                whole.append(physical.get(i));
            }
            String line = whole.toString().strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                lines.add(new Line(first + 1, line));
            }
        }
        return lines;
    }

    private static boolean endsWithBackslash(CharSequence line) {
        return line.length() > 0 && line.charAt(line.length() - 1) == '\\';
    }
}
