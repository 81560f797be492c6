package io.backhand.importing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is printed around a configuration: where it comes from, and what is not in it. */
final class Report {
    private static final int LINE_CHARS = 118;

    private Report() {}

    /**
     * The text as it is printed.
     *
     * @param title what it is, and made of what
     * @param settings what counts of it
     */
    static String around(String title, String settings, Account account) {
        List<String> lines = new ArrayList<>();
        int left = account.left().size();
        lines.add("# " + Written.comment(title));
        lines.add("# Lines carried over: %d; not carried over: %d%s"
                .formatted(account.carried(), left, left == 0 ? "." : ", told at the end."));
        account.advice().forEach(advised -> lines.addAll(wrapped("# - ", "#   ", advised)));
        StringBuilder text = new StringBuilder(String.join("\n", lines)).append('\n');
        text.append(settings);
        section(text, "Not carried over:", account.left());
        section(text, "Needs nothing here:", account.needless());
        if (!account.others().isEmpty()) {
            text.append('\n');
            wrapped("# ", "# ", others(account.others()))
                    .forEach(line -> text.append(line).append('\n'));
        }
        return text.toString();
    }

    private static void section(StringBuilder text, String title, List<Note> notes) {
        if (!notes.isEmpty()) {
            text.append("\n# ").append(title).append('\n');
            notes.forEach(note -> text.append("# ").append(note).append('\n'));
        }
    }

    private static String others(Map<String, Integer> others) {
        int all = others.values().stream().mapToInt(Integer::intValue).sum();
        List<String> named = new ArrayList<>();
        others.forEach((name, count) -> named.add(Written.shown(name) + (count == 1 ? "" : " (" + count + ")")));
        return all + " other directives of httpd have nothing to do with balancing, and are left out: "
                + String.join(", ", named) + ".";
    }

    private static List<String> wrapped(String first, String further, String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(first);
        String begin = first;
        for (String word : Written.comment(text).split(" ", -1)) {
            boolean isFull = line.length() > begin.length() && line.length() + word.length() >= LINE_CHARS;
            if (isFull) {
                lines.add(line.toString().stripTrailing());
                line = new StringBuilder(further);
                begin = further;
            }
            line.append(word).append(' ');
        }
        lines.add(line.toString().stripTrailing());
        return lines;
    }
}
