package io.backhand.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The servers of {@code /backhand/api/servers} as a table for the terminal. What is not known is a dash.
 *
 * @param rows each server's figures by their names
 */
record ServerListing(List<Map<String, String>> rows) {
    private static final String UNKNOWN = "-";
    private static final String GAP = "  ";
    private static final JsonFactory JSON = new JsonFactory();

    /** A column: its title, the figure it shows, on which side it is flush, and how the figure is written. */
    private record Column(String title, String figure, boolean right, UnaryOperator<String> form) {
        static Column text(String title, String figure) {
            return new Column(title, figure, false, ServerListing::printable);
        }

        static Column number(String title, String figure) {
            return new Column(title, figure, true, ServerListing::printable);
        }

        static Column number(String title, String figure, UnaryOperator<String> form) {
            return new Column(title, figure, true, form);
        }

        String cell(Map<String, String> row) {
            String value = row.getOrDefault(figure, UNKNOWN);
            return value.equals(UNKNOWN) ? value : form.apply(value);
        }
    }

    private static final List<Column> COLUMNS = List.of(
            Column.text("NAME", "name"),
            Column.text("STATE", "state"),
            Column.number("AGE S", "ageMillis", millis -> decimal(millis, 0.001, 1)),
            Column.number("LOAD", "load", load -> decimal(load, 1, 2)),
            Column.number("IDLE %", "cpuIdle", idle -> decimal(idle, 100, 0)),
            Column.number("CPUS", "cpus"),
            Column.number("FREE MIB", "memoryFreeBytes", ServerListing::mebibytes),
            Column.number("OF MIB", "memoryTotalBytes", ServerListing::mebibytes),
            Column.number("READY", "ready"),
            Column.number("BUSY", "busy"),
            Column.number("IN FLIGHT", "inFlight"),
            Column.number("REQUESTS", "requests"),
            Column.number("FAILED", "failures"),
            Column.number("MS", "latencyMillis", millis -> decimal(millis, 1, 1)),
            Column.text("SOURCE", "source"),
            Column.text("URL", "url"));

    /** Shown where any server has something there. */
    private static final List<Column> RARE_COLUMNS =
            List.of(Column.text("DRAINS ONLY", "drainingContexts"), Column.text("DISABLED AT", "disabledContexts"));

    /** Reads the JSON. @throws IOException if it is not an array of objects with plain values */
    static ServerListing of(String json) throws IOException {
        List<Map<String, String>> rows = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(json)) {
            expect(parser.nextToken() == JsonToken.START_ARRAY);
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                rows.add(row(parser));
            }
            expect(parser.currentToken() == JsonToken.END_ARRAY);
        }
        return new ServerListing(rows);
    }

    /** A line of titles, and one for each server. */
    List<String> lines() {
        List<Column> columns = new ArrayList<>(COLUMNS);
        RARE_COLUMNS.stream()
                .filter(rare -> rows.stream().anyMatch(row -> row.containsKey(rare.figure())))
                .forEach(columns::add);
        List<List<String>> cells = new ArrayList<>();
        cells.add(columns.stream().map(Column::title).toList());
        rows.forEach(row ->
                cells.add(columns.stream().map(column -> column.cell(row)).toList()));
        int[] widths = new int[columns.size()];
        for (List<String> line : cells) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        return cells.stream().map(line -> aligned(columns, line, widths)).toList();
    }

    private static String aligned(List<Column> columns, List<String> line, int[] widths) {
        StringBuilder aligned = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String blanks = " ".repeat(widths[i] - line.get(i).length());
            boolean right = columns.get(i).right();
            aligned.append(i == 0 ? "" : GAP)
                    .append(right ? blanks : "")
                    .append(line.get(i))
                    .append(right ? "" : blanks);
        }
        return aligned.toString().stripTrailing();
    }

    private static Map<String, String> row(JsonParser parser) throws IOException {
        Map<String, String> row = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.START_ARRAY) {
                List<String> texts = texts(parser);
                if (!texts.isEmpty()) {
                    row.put(name, String.join(" ", texts));
                }
            } else if (value.isStructStart()) {
                parser.skipChildren();
            } else if (value != JsonToken.VALUE_NULL) {
                row.put(name, parser.getText());
            }
        }
        expect(parser.currentToken() == JsonToken.END_OBJECT);
        return row;
    }

    /** The texts of an array, without what else is in it. */
    private static List<String> texts(JsonParser parser) throws IOException {
        List<String> texts = new ArrayList<>();
        for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
            expect(next != null);
            if (next == JsonToken.VALUE_STRING) {
                texts.add(parser.getText());
            } else {
                parser.skipChildren();
            }
        }
        return texts;
    }

    private static void expect(boolean right) throws IOException {
        if (!right) {
            throw new IOException("not an array of objects");
        }
    }

    private static String decimal(String number, double factor, int places) {
        return String.format(Locale.ROOT, "%." + places + "f", factor * Double.parseDouble(number));
    }

    private static String mebibytes(String bytes) {
        return String.valueOf(Long.parseLong(bytes) >> 20);
    }

    /** What a balancer says may not steer the terminal. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
