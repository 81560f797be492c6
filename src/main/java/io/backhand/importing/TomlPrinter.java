package io.backhand.importing;

import io.backhand.config.ConfigException;
import io.backhand.config.ConfigReader;
import io.backhand.config.Problem;
import io.backhand.importing.Table.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes tables as TOML. What the configuration's own reader finds wrong is taken out and told of, so that what is printed
 * always passes {@code check}.
 */
final class TomlPrinter {
    /** Without these a table is none. */
    private static final Set<String> REQUIRED = Set.of("path", "name", "url");

    private static final Path FILE = Path.of("imported");

    private final Set<Table> tables;
    private final Account account;
    private final ConfigReader reader;

    private TomlPrinter(List<Table> tables, Account account, ConfigReader reader) {
        this.tables = new LinkedHashSet<>(tables);
        this.account = account;
        this.reader = reader;
    }

    /** A line of the text: which key of which table it sets, an empty one for the table's header. */
    private record Line(String text, Table table, String key) {}

    /** The tables as they may stand in a file. */
    static String print(List<Table> tables, Account account, ConfigReader reader) {
        return new TomlPrinter(tables, account, reader).print();
    }

    /** Each table by itself first: so many problems as a reader tells at once are soon told of a long file. */
    private String print() {
        List.copyOf(tables).forEach(table -> cleaned(List.of(table)));
        return cleaned(List.copyOf(tables));
    }

    private String cleaned(List<Table> part) {
        while (true) {
            List<Line> lines = lines(part.stream().filter(tables::contains).toList());
            String text = String.join("\n", lines.stream().map(Line::text).toList()) + "\n";
            try {
                reader.readText(FILE, text);
                return lines.isEmpty() ? "" : text;
            } catch (ConfigException e) {
                takeOut(e.problems(), lines);
            }
        }
    }

    private static List<Line> lines(List<Table> tables) {
        List<Line> lines = new ArrayList<>();
        for (Table table : tables) {
            lines.add(new Line("", table, ""));
            lines.add(new Line(table.header(), table, ""));
            for (Map.Entry<String, Setting> entry : table.settings().entrySet()) {
                Setting setting = entry.getValue();
                String from = "  # " + Written.places(setting.places());
                lines.add(new Line(entry.getKey() + " = " + setting.value() + from, table, entry.getKey()));
            }
        }
        return lines;
    }

    /** Every round takes something out, so that there is a last one. */
    private void takeOut(List<Problem> problems, List<Line> lines) {
        for (Problem problem : problems) {
            if (problem.line() < 1 || problem.line() > lines.size()) {
                throw new IllegalStateException("not said of what is printed: " + problem);
            }
            Line wrong = lines.get(problem.line() - 1);
            if (wrong.key().isEmpty() || REQUIRED.contains(wrong.key())) {
                takeOutTable(wrong.table(), problem.message());
            } else {
                takeOutSetting(wrong.table(), wrong.key(), problem.message());
            }
        }
    }

    private void takeOutTable(Table table, String why) {
        if (tables.remove(table)) {
            List.copyOf(table.settings().keySet()).forEach(key -> takeOutSetting(table, key, why));
        }
    }

    private void takeOutSetting(Table table, String key, String why) {
        table.remove(key).ifPresent(setting -> setting.places()
                .forEach(place -> account.left(place, table.header() + " " + key + " = " + setting.value(), why)));
        if (table.isEmpty()) {
            tables.remove(table);
        }
    }
}
