package io.backhand.testing.cluster;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One server as a balancer's {@code /backhand/api/servers} shows it.
 *
 * @param fields each field's value as text, {@code null} where it is not known
 */
public record ServerRow(Map<String, String> fields) {
    private static final JsonFactory JSON = new JsonFactory();

    /** Takes over a copy. */
    public ServerRow {
        fields = Map.copyOf(fields);
    }

    /** Reads an array of them. @throws IOException if it is none */
    public static List<ServerRow> readAll(String text) throws IOException {
        List<ServerRow> rows = new ArrayList<>();
        try (JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() != JsonToken.START_ARRAY) {
                throw new IOException("an array was wanted, not " + text);
            }
            while (json.nextToken() == JsonToken.START_OBJECT) {
                rows.add(readOne(json));
            }
        }
        return rows;
    }

    private static ServerRow readOne(JsonParser json) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            fields.put(name, json.getText());
            json.skipChildren();
        }
        return new ServerRow(fields);
    }

    /** A field as text. @throws IllegalStateException if there is none of that name */
    public String field(String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new IllegalStateException("no " + name + " in " + fields);
        }
        return value;
    }

    /** Its name. */
    public String name() {
        return field("name");
    }

    /** Its state. */
    public String state() {
        return field("state");
    }
}
