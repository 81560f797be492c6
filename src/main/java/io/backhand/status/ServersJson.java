package io.backhand.status;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.backhand.cluster.Figures;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The servers as a JSON array. What is not known is null, never 0; the names stay once published. */
final class ServersJson {
    private static final JsonFactory JSON = new JsonFactory();

    private ServersJson() {}

    static String of(List<ServerRow> servers) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartArray();
            for (ServerRow server : servers) {
                json.writeStartObject();
                writeIdentity(json, server);
                writeFigures(json, server.figures());
                writeAccount(json, server);
                json.writeEndObject();
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return text.toString();
    }

    private static void writeIdentity(JsonGenerator json, ServerRow server) throws IOException {
        json.writeStringField("name", server.name());
        json.writeStringField("url", server.url());
        json.writeStringField("state", ServerRow.word(server.state()));
        if (server.note().isPresent()) {
            json.writeStringField("note", server.note().get());
        } else {
            json.writeNullField("note");
        }
        json.writeStringField("intent", server.intent());
        json.writeStringField("admin", server.admin());
        writeContexts(json, server);
        json.writeStringField("source", server.source());
        write(
                json,
                "ageMillis",
                server.age().map(age -> OptionalLong.of(age.toMillis())).orElse(OptionalLong.empty()));
    }

    /** The contexts for which it gets nothing new, or nothing at all. */
    private static void writeContexts(JsonGenerator json, ServerRow server) throws IOException {
        write(json, "drainingContexts", server.drainingContexts());
        write(json, "disabledContexts", server.disabledContexts());
    }

    private static void write(JsonGenerator json, String name, List<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    private static void writeFigures(JsonGenerator json, Figures figures) throws IOException {
        write(json, "load", figures.load());
        write(json, "cpuIdle", figures.idle());
        write(json, "cpus", figures.cpus());
        write(json, "memoryFreeBytes", figures.memoryFreeBytes());
        write(json, "memoryTotalBytes", figures.memoryTotalBytes());
        write(json, "ready", figures.ready());
        write(json, "busy", figures.busy());
        write(json, "arriba", figures.arriba());
    }

    private static void writeAccount(JsonGenerator json, ServerRow server) throws IOException {
        var account = server.backend().account();
        json.writeNumberField("inFlight", account.inFlight());
        json.writeNumberField("requests", account.requests());
        json.writeNumberField("failures", account.failures());
        json.writeNumberField("ejections", account.health().ejections());
        write(json, "latencyMillis", server.latencyMillis());
    }

    private static void write(JsonGenerator json, String name, OptionalInt figure) throws IOException {
        write(json, name, figure.isPresent() ? OptionalLong.of(figure.getAsInt()) : OptionalLong.empty());
    }

    private static void write(JsonGenerator json, String name, OptionalLong figure) throws IOException {
        if (figure.isPresent()) {
            json.writeNumberField(name, figure.getAsLong());
        } else {
            json.writeNullField(name);
        }
    }

    /** JSON has no word for what is not finite, so that is not known either. */
    private static void write(JsonGenerator json, String name, OptionalDouble figure) throws IOException {
        if (figure.isPresent() && Double.isFinite(figure.getAsDouble())) {
            json.writeNumberField(name, figure.getAsDouble());
        } else {
            json.writeNullField(name);
        }
    }
}
