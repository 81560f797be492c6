package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backhand.selectors.Tricks;
import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import io.backhand.testing.cluster.Await;
import io.backhand.testing.cluster.FreePorts;
import io.backhand.testing.cluster.OwnProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A real haproxy in front that passes connections on and says in the PROXY protocol whose they are. */
@Timeout(120)
class HaproxyInFrontIT {
    private static final Path HAPROXY = Path.of("/usr/sbin/haproxy");
    private static final String CLIENT = "127.0.0.9";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"send-proxy", "send-proxy-v2"})
    void theBackendLearnsTheClientOfHaproxy(String how) throws Exception {
        assumeTrue(Files.exists(HAPROXY), "haproxy is not installed");
        try (RawBackend backend = RawBackend.answering(OK);
                OwnServer server = server(backend)) {
            int front = FreePorts.next();
            try (OwnProcess haproxy = haproxy(front, portOf(server, 2), how + " check inter 50ms")) {
                String answer = RawClient.exchange(
                        CLIENT, front, "GET / HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n");

                assertThat(answer).as(haproxy.output()).startsWith("HTTP/1.1 200 ");
                assertThat(backend.heads().get(0))
                        .contains("\r\nHost: shop.example\r\n")
                        .contains("\r\nX-Forwarded-For: " + CLIENT + "\r\n");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"send-proxy, HTTP_1_1", "send-proxy, HTTP_2", "send-proxy-v2, HTTP_1_1", "send-proxy-v2, HTTP_2"})
    void tlsBeginsBehindThePreamble(String how, HttpClient.Version version) throws Exception {
        assumeTrue(Files.exists(HAPROXY), "haproxy is not installed");
        try (RawBackend backend = RawBackend.answering(OK);
                OwnServer server = server(backend)) {
            int front = FreePorts.next();
            try (OwnProcess haproxy = haproxy(front, portOf(server, 3), how)) {
                HttpClient client = server.client(version);
                HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + front + "/"))
                        .build();
                List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 20)
                        .mapToObj(unused -> client.sendAsync(request, BodyHandlers.ofString()))
                        .toList();

                assertThat(answers).as(haproxy.output()).allSatisfy(answer -> assertThat(answer.join())
                        .satisfies(response -> assertThat(response.statusCode()).isEqualTo(200))
                        .satisfies(response -> assertThat(response.version()).isEqualTo(version)));
                assertThat(backend.heads()).hasSize(20).allSatisfy(head -> assertThat(head)
                        .contains("\r\nX-Forwarded-For: 127.0.0.1\r\n")
                        .contains("\r\nX-Forwarded-Proto: https\r\n"));
            }
        }
    }

    @Test
    void withoutItHaproxyGetsNoAnswer() throws Exception {
        assumeTrue(Files.exists(HAPROXY), "haproxy is not installed");
        try (RawBackend backend = RawBackend.answering(OK);
                OwnServer server = server(backend)) {
            int front = FreePorts.next();
            try (OwnProcess haproxy = haproxy(front, portOf(server, 2), "")) {
                assertThat(RawClient.exchange(front, "GET / HTTP/1.1\r\nHost: h\r\n\r\n"))
                        .as(haproxy.output())
                        .isEmpty();
                assertThat(backend.heads()).isEmpty();
            }
        }
    }

    private OwnServer server(RawBackend backend) throws Exception {
        return OwnServer.withTables(
                folder,
                backend.url(),
                """
                [[listen]]
                http = "127.0.0.1:0"
                proxy-protocol = true
                trust = ["127.0.0.1/32"]
                [[listen]]
                https = "127.0.0.1:0"
                certificate = "own.crt"
                key = "own.key"
                proxy-protocol = true
                trust = ["127.0.0.1/32"]
                """,
                Tricks.all());
    }

    private OwnProcess haproxy(int front, int behind, String options) throws IOException {
        Path configuration = Files.writeString(
                folder.resolve("haproxy.cfg"),
                """
                defaults
                    mode tcp
                    timeout connect 5s
                    timeout client 20s
                    timeout server 20s
                frontend front
                    bind 127.0.0.1:%d
                    default_backend balancer
                backend balancer
                    server balancer 127.0.0.1:%d %s
                """
                        .formatted(front, behind, options));
        OwnProcess haproxy =
                OwnProcess.start("haproxy", folder, List.of(HAPROXY.toString(), "-db", "-f", configuration.toString()));
        Await.untilTrue("haproxy listens", Duration.ofSeconds(20), () -> {
            try (RawClient probe = new RawClient(front)) {
                return probe != null;
            } catch (IOException e) {
                return false;
            }
        });
        return haproxy;
    }

    private static int portOf(OwnServer server, int listener) {
        return URI.create(server.server().urls().get(listener)).getPort();
    }
}
