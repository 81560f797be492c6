package io.backhand.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;
import org.tomlj.TomlVersion;

/** A TOML text with the lines its values stand on. */
final class TomlDocument {
    /** How the parser begins what it says of a text it could not follow; after any other error it is on its way. */
    private static final String GRAMMAR_ERROR = "Unexpected ";

    private final String file;
    private final List<String> lines;
    private final TomlParseResult root;
    private final Problems problems;

    /** Parses; what is wrong with the grammar goes to the problems, with what it may hide. */
    TomlDocument(String file, String text, Problems problems) {
        this.file = file;
        this.problems = problems;
        lines = text.lines().toList();
        root = parse(text);
        for (TomlParseError error : root.errors()) {
            problems.add(place(error.position()), String.valueOf(error.getMessage()));
        }
        List<Integer> grammarErrors = root.errors().stream()
                .filter(error -> String.valueOf(error.getMessage()).startsWith(GRAMMAR_ERROR))
                .map(error -> error.position().line())
                .toList();
        problems.distrust(new DistrustedLines(file, lines, grammarErrors));
    }

    /** The parser collects errors, but throws what is wrong with an escape in a table's name. */
    private TomlParseResult parse(String text) {
        try {
            return Toml.parse(text, TomlVersion.V1_0_0);
        } catch (TomlParseError error) {
            problems.add(place(error.position()), String.valueOf(error.getMessage()));
            return Toml.parse("", TomlVersion.V1_0_0);
        }
    }

    /** The tables and values at the top, by name. */
    Map<String, Object> top() {
        Map<String, Object> top = new LinkedHashMap<>();
        root.keySet().forEach(key -> top.put(key, root.get(List.of(key))));
        return top;
    }

    /** Where the name first stands at the top. */
    Place placeOf(String key) {
        return place(root, key);
    }

    /** A table as a section. */
    Section section(String title, Place place, TomlTable table) {
        Map<String, Setting> settings = new LinkedHashMap<>();
        for (String key : table.keySet()) {
            settings.put(key, Setting.ofToml(table.get(List.of(key)), place(table, key), this));
        }
        return new Section(title, place, settings, problems);
    }

    /** Where an item of an array stands. The parser's position may be that of blanks and comments before it. */
    Place placeOfItem(TomlArray array, int index) {
        TomlPosition from = array.inputPositionOf(index);
        int line = from.line();
        String rest = lineFrom(line, from.column() - 1);
        while (isBlankOrComment(rest) && line < lines.size()) {
            line++;
            rest = lineFrom(line, 0);
        }
        return new Place(file, line);
    }

    private Place place(TomlTable table, String key) {
        TomlPosition position = table.inputPositionOf(List.of(key));
        return position == null ? new Place(file, 0) : place(position);
    }

    private Place place(TomlPosition position) {
        return new Place(file, position.line());
    }

    private String lineFrom(int line, int column) {
        String whole = line <= lines.size() ? lines.get(line - 1) : "";
        return whole.substring(Math.min(column, whole.length()));
    }

    private static boolean isBlankOrComment(String text) {
        String stripped = text.strip();
        return stripped.isEmpty() || stripped.startsWith("#");
    }
}
