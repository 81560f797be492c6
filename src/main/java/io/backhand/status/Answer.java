package io.backhand.status;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A complete answer.
 *
 * @param status its status
 * @param headers those it has besides what all answers have, by name
 * @param contentType what its content is
 * @param content in UTF-8
 */
record Answer(int status, Map<String, String> headers, String contentType, String content) {
    private static final String JSON_TYPE = "application/json";
    private static final JsonFactory JSON = new JsonFactory();

    /** Writes the fields of a JSON object. */
    interface Fields {
        void writeTo(JsonGenerator json) throws IOException;
    }

    /** What was asked for. */
    static Answer document(String contentType, String content) {
        return new Answer(HttpServletResponse.SC_OK, Map.of(), contentType, content);
    }

    /** JSON that is written already. */
    static Answer json(String content) {
        return document(JSON_TYPE, content);
    }

    /** A JSON object. */
    static Answer object(int status, Fields fields) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            fields.writeTo(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return new Answer(status, Map.of(), JSON_TYPE, text.toString());
    }

    /** That it can't be done, and why, as the field {@code error} of a JSON object. */
    static Answer error(int status, String why) {
        return object(status, json -> json.writeStringField("error", why));
    }

    /** The same with that header alone. */
    Answer with(String header, String value) {
        return new Answer(status, Map.of(header, value), contentType, content);
    }

    void send(HttpServletResponse clientResponse) throws IOException {
        clientResponse.setStatus(status);
        headers.forEach(clientResponse::setHeader);
        clientResponse.setContentType(contentType);
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        clientResponse.setContentLength(bytes.length);
        clientResponse.getOutputStream().write(bytes);
    }
}
