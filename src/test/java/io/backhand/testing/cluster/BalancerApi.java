package io.backhand.testing.cluster;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a balancer says over HTTP. Thread-safe. */
public final class BalancerApi {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final URI base;

    /** The balancer at that URL, which has no path. */
    public BalancerApi(URI base) {
        this.base = base;
    }

    /** Its heartbeat table. @throws IOException if it does not answer so */
    public List<ServerRow> servers() throws IOException {
        HttpResponse<String> answer = get("/backhand/api/servers");
        if (answer.statusCode() != 200) {
            throw new IOException("status " + answer.statusCode() + " from " + answer.uri());
        }
        return ServerRow.readAll(answer.body());
    }

    /** The row of that name; empty where there is none. @throws IOException if the balancer does not answer */
    public Optional<ServerRow> server(String name) throws IOException {
        return servers().stream().filter(row -> row.name().equals(name)).findFirst();
    }

    /** GETs a path; {@code headers} are names and values in turn. @throws IOException if there is no answer */
    public HttpResponse<String> get(String path, String... headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Sends a request. @throws IOException if there is no answer */
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body) throws IOException {
        try {
            return http.send(request, body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** The whole URL of a path. */
    public URI uri(String path) {
        return base.resolve(path);
    }
}
