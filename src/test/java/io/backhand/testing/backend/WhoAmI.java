package io.backhand.testing.backend;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;

/** Answers with who answered and what it was asked: how a request looks when it reaches a backend. */
final class WhoAmI {
    private static final JsonFactory JSON = new JsonFactory();

    private WhoAmI() {}

    static void answer(String name, HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("application/json");
        try (JsonGenerator json = JSON.createGenerator(response.getOutputStream())) {
            json.writeStartObject();
            json.writeStringField("name", name);
            json.writeStringField("method", request.getMethod());
            json.writeStringField("target", target(request));
            json.writeArrayFieldStart("headers");
            writeHeaders(request, json);
            json.writeEndArray();
            json.writeStringField("remoteAddress", request.getRemoteAddr());
            json.writeEndObject();
        }
    }

    /** Path and query as they came, still encoded. */
    private static String target(HttpServletRequest request) {
        String query = request.getQueryString();
        return query == null ? request.getRequestURI() : request.getRequestURI() + "?" + query;
    }

    private static void writeHeaders(HttpServletRequest request, JsonGenerator json) throws IOException {
        for (String header : Collections.list(request.getHeaderNames())) {
            for (String value : Collections.list(request.getHeaders(header))) {
                json.writeStartArray();
                json.writeString(header);
                json.writeString(value);
                json.writeEndArray();
            }
        }
    }
}
