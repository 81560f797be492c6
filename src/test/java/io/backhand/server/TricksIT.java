package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.selectors.Tricks;
import io.backhand.testing.HandlerBackend;
import io.backhand.testing.RawClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole balancer, with all tricks on, each off, and all off. */
@ParameterizedClass
@MethodSource("settings")
@Timeout(120)
class TricksIT {
    private static final long SEED = 77;

    private final Tricks tricks;

    @TempDir
    private Path folder;

    private HandlerBackend backend;
    private OwnServer server;

    TricksIT(Tricks tricks) {
        this.tricks = tricks;
    }

    static List<Tricks> settings() {
        return List.of(
                Tricks.all(),
                new Tricks(true, false, true, true, true),
                new Tricks(true, true, false, true, true),
                new Tricks(true, true, true, false, true),
                new Tricks(true, true, true, true, false),
                new Tricks(true, false, false, false, false),
                new Tricks(false, false, false, false, false));
    }

    @BeforeEach
    void start() throws Exception {
        backend = HandlerBackend.answering((request, response, callback) -> {
            if (request.getLength() >= 0) {
                response.getHeaders().put(HttpHeader.CONTENT_LENGTH, request.getLength());
            }
            if (request.getHttpURI().getPath().equals("/whole")) {
                response.write(true, Content.Source.asByteBuffer(request), callback);
            } else {
                Content.copy(request, response, callback);
            }
        });
        server = OwnServer.start(folder, backend.url(), tricks);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        backend.close();
    }

    @Test
    void echoesBodiesOfAnySizeByEveryProtocol() throws Exception {
        Random random = new Random(SEED);
        List<CompletableFuture<Void>> echoes = new ArrayList<>();
        for (HttpClient client :
                List.of(server.client(HttpClient.Version.HTTP_1_1), server.client(HttpClient.Version.HTTP_2))) {
            for (URI uri : List.of(server.http("/"), server.https("/"))) {
                for (int i = 0; i < 12; i++) {
                    byte[] body = new byte[i % 3 == 0 ? random.nextInt(1_500_000) : random.nextInt(3000)];
                    random.nextBytes(body);
                    echoes.add(client.sendAsync(request(uri, body, i % 2 == 0), BodyHandlers.ofByteArray())
                            .thenAccept(response -> assertThat(response.body()).isEqualTo(body)));
                }
            }
        }
        CompletableFuture.allOf(echoes.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
    }

    @Test
    void answersAClientThatSendsAllItsRequestsAtOnce() throws Exception {
        int requests = 2000;
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            client.setSoTimeout(20_000);
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> write(client, pipeline(requests)));
            String all = new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            sent.join();

            assertThat(all.split("HTTP/1.1 200 OK", -1)).hasSize(requests + 1);
            assertThat(all).endsWith("\r\n\r\n" + (requests - 1));
        }
    }

    @Test
    void takesAConnectionARequest() throws Exception {
        for (int i = 0; i < 200; i++) {
            assertThat(RawClient.exchange(
                            server.port(),
                            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi"))
                    .startsWith("HTTP/1.1 200 OK")
                    .endsWith("hi");
        }
    }

    @Test
    void answersAClientThatSendsAndClosesItsHalf() throws Exception {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            client.setSoTimeout(10_000);
            write(
                    client,
                    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi".getBytes(StandardCharsets.ISO_8859_1));
            client.shutdownOutput();

            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 200 OK")
                    .endsWith("hi");
        }
    }

    @Test
    void passesOnWhatComesInDribsAndDrabs() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.write("POST /whole HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (String drop : List.of("3", "\r\nabc\r", "\n", "1\r\nd\r\n", "0\r", "\n\r\n")) {
                client.write(drop);
            }
            assertThat(client.readUntil("\r\n\r\nabcd")).startsWith("HTTP/1.1 200 OK");
        }
    }

    private static byte[] pipeline(int requests) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < requests; i++) {
            String body = String.valueOf(i);
            all.append("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ").append(body.length());
            all.append(i == requests - 1 ? "\r\nConnection: close\r\n\r\n" : "\r\n\r\n")
                    .append(body);
        }
        return all.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void write(Socket client, byte[] bytes) {
        try {
            client.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static HttpRequest request(URI uri, byte[] body, boolean lengthKnown) {
        return HttpRequest.newBuilder(uri)
                .POST(
                        lengthKnown
                                ? BodyPublishers.ofByteArray(body)
                                : BodyPublishers.ofInputStream(() -> (InputStream) new ByteArrayInputStream(body)))
                .build();
    }
}
