package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.selectors.Tricks;
import io.backhand.testing.HandlerBackend;
import io.backhand.testing.RawAjpClient;
import io.backhand.testing.RawAjpClient.Answer;
import io.backhand.testing.RawAjpRequest;
import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import io.backhand.testing.TestCertificate;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** AJP on the server of {@code java -jar}, where one thread sees a request through. */
@Timeout(30)
class AjpServerIT {
    private static final String LISTEN = "\n[[listen]]\najp = \"127.0.0.1:0\"\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    Path folder;

    @Test
    void carriesOneRequestAfterAnother() throws Exception {
        try (RawBackend backend = RawBackend.answering(OK);
                OwnServer server = OwnServer.withTables(folder, backend.url(), LISTEN, Tricks.all());
                RawAjpClient client = new RawAjpClient(port(server))) {
            for (int i = 0; i < 50; i++) {
                Answer answer = client.ask(RawAjpRequest.get("/" + i));

                assertThat(answer.text()).isEqualTo("ok");
                assertThat(answer.reuse()).isTrue();
                client.ping();
            }
        }
    }

    @Test
    void theStatusIsClosedToWhatComesThroughALocalHttpd() throws Exception {
        try (RawBackend backend = RawBackend.answering(OK);
                OwnServer server = OwnServer.withTables(folder, backend.url(), LISTEN, Tricks.all())) {
            for (String client : new String[] {"127.0.0.1", "::1", "203.0.113.9"}) {
                for (RawAjpRequest request : List.of(
                        RawAjpRequest.get("/backhand/api/servers"),
                        RawAjpRequest.of("POST", "/backhand/api/servers/alpha/drain"))) {
                    assertThat(status(
                                    server,
                                    request.withoutFields()
                                            .field("Host", "localhost")
                                            .from(client)))
                            .isEqualTo(404);
                }
            }
            assertThat(RawClient.exchange(
                            server.port(),
                            "GET /backhand/api/servers HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                    .as("by HTTP, from here")
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void theAddressHttpdGivesMayBeAllowedToSeeIt() throws Exception {
        String tables = LISTEN + "[status]\nallow = [\"203.0.113.9\"]\nhosts = [\"a.example\"]\n";
        try (RawBackend backend = RawBackend.answering(OK);
                OwnServer server = OwnServer.withTables(folder, backend.url(), tables, Tricks.all())) {
            assertThat(status(server, RawAjpRequest.get("/backhand/api/servers")))
                    .isEqualTo(200);
            assertThat(status(server, RawAjpRequest.get("/backhand/api/servers").from("203.0.113.10")))
                    .isEqualTo(404);
            assertThat(status(server, RawAjpRequest.get("/backhand/api/servers").from("127.0.0.1")))
                    .isEqualTo(404);
            assertThat(status(
                            server,
                            RawAjpRequest.get("/backhand/api/servers")
                                    .from("127.0.0.1")
                                    .field("X-Forwarded-For", "203.0.113.9")))
                    .isEqualTo(404);
        }
    }

    @Test
    void whoIsBelievedToSayTheClientIsAProxyOfTheNetwork() throws Exception {
        try (RawBackend backend = RawBackend.answering(OK);
                OwnServer server = OwnServer.withTables(
                        folder, backend.url(), LISTEN + "trust = [\"203.0.113.9\"]\n", Tricks.all())) {
            RawAjpRequest request = RawAjpRequest.get("/").field("X-Forwarded-For", "198.51.100.7");
            RawAjpClient.exchange(port(server), request);
            RawAjpClient.exchange(port(server), request.from("203.0.113.10"));

            assertThat(backend.heads().get(0)).contains("X-Forwarded-For: 198.51.100.7, 203.0.113.9\r\n");
            assertThat(backend.heads().get(1)).contains("X-Forwarded-For: 203.0.113.10\r\n");
        }
    }

    @Test
    void theAccessLogHasTheClientThatHttpdNames() throws Exception {
        Path log = folder.resolve("access.log");
        try (RawBackend backend = RawBackend.answering(OK);
                OwnServer server = OwnServer.withTables(
                        folder, backend.url(), LISTEN + "[access-log]\nfile = \"" + log + "\"\n", Tricks.all())) {
            RawAjpClient.exchange(port(server), RawAjpRequest.get("/shop").query("q=1"));
        }
        assertThat(log).content().startsWith("203.0.113.9 ").contains("\"GET /shop?q=1 HTTP/1.1\" 200 2 ");
    }

    @Test
    void theClientsCertificateIsTheOneThatHttpdTellsOf() throws Exception {
        TestCertificate client = TestCertificate.make(folder, "client", "EC");
        String pem = Files.readString(client.certificate());
        String listen = LISTEN + "client-certificate-headers = [\"X-SSL-Client-Verify\", \"X-SSL-Client-S-DN\"]\n";
        try (RawBackend backend = RawBackend.answering(OK);
                OwnServer server = OwnServer.withTables(folder, backend.url(), listen, Tricks.all())) {
            RawAjpClient.exchange(
                    port(server),
                    RawAjpRequest.get("/").secure().attribute(0x07, pem).field("X-SSL-Client-S-DN", "CN=forged"));
            RawAjpClient.exchange(
                    port(server), RawAjpRequest.get("/").attribute(0x07, pem).field("X-SSL-Client-Verify", "SUCCESS"));
            RawAjpClient.exchange(port(server), RawAjpRequest.get("/").secure().attribute(0x07, "no certificate"));

            assertThat(backend.heads().get(0))
                    .contains("X-SSL-Client-Verify: SUCCESS\r\n")
                    .containsPattern("X-SSL-Client-S-DN: .+\r\n")
                    .doesNotContain("forged");
            assertThat(backend.heads().get(1)).as("without TLS").doesNotContain("SUCCESS");
            assertThat(backend.heads().get(2)).as("no PEM").doesNotContain("SUCCESS");
        }
    }

    @Test
    void anIdleConnectionIsClosedWhereThatIsAskedFor() throws Exception {
        try (RawBackend backend = RawBackend.answering(OK);
                OwnServer server = OwnServer.withTables(
                        folder, backend.url(), LISTEN + "idle-timeout = \"100ms\"\n", Tricks.all());
                RawAjpClient client = new RawAjpClient(port(server))) {
            assertThat(client.ask(RawAjpRequest.get("/")).text()).isEqualTo("ok");
            assertThat(client.readToEnd()).isZero();
        }
    }

    @Test
    void aStopClosesWhatIsIdleAndAnswersWhatIsUnderWay() throws Exception {
        CompletableFuture<Boolean> arrived = new CompletableFuture<>();
        CompletableFuture<Boolean> leaving = new CompletableFuture<>();
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    arrived.complete(true);
                    leaving.join();
                    wire.write(OK);
                });
                OwnServer server = OwnServer.withTables(folder, backend.url(), LISTEN, Tricks.all());
                RawAjpClient idle = new RawAjpClient(port(server));
                RawAjpClient busy = new RawAjpClient(port(server))) {
            idle.ping();
            busy.write(RawAjpRequest.get("/").packet());
            arrived.join();
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);

            assertThat(idle.readToEnd()).isZero();
            leaving.complete(true);
            Answer answer = busy.answer(new byte[0], 0, 0);
            assertThat(answer.text()).isEqualTo("ok");
            assertThat(answer.reuse()).isFalse();
            assertThat(busy.readToEnd()).isZero();
            stopped.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void aThousandIdleConnectionsHaveNoThreadEach() throws Exception {
        List<RawAjpClient> clients = new ArrayList<>();
        try (RawBackend backend = RawBackend.answering(OK);
                OwnServer server = OwnServer.withTables(folder, backend.url(), LISTEN, Tricks.all())) {
            clients.add(new RawAjpClient(port(server)));
            clients.get(0).ping();
            int threads = ManagementFactory.getThreadMXBean().getThreadCount();
            for (int i = 1; i < 1000; i++) {
                clients.add(new RawAjpClient(port(server)));
                clients.get(i).ping();
            }

            assertThat(ManagementFactory.getThreadMXBean().getThreadCount()).isLessThan(threads + 20);
            assertThat(clients.get(500).ask(RawAjpRequest.get("/")).text()).isEqualTo("ok");
        } finally {
            for (RawAjpClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void aBodyThatIsStillHeldGoesToTheNextBackend() throws Exception {
        String refusing = RawBackend.refusing();
        try (HandlerBackend backend = HandlerBackend.answering(
                        (request, response, callback) -> Content.copy(request, response, callback));
                OwnServer server = OwnServer.withTables(
                        folder,
                        backend.url(),
                        LISTEN + "[[backend]]\nname = \"gone\"\nurl = \"" + refusing + "\"\n",
                        Tricks.all());
                RawAjpClient client = new RawAjpClient(port(server))) {
            byte[] body = "twenty bytes of body".getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 10; i++) {
                assertThat(client.ask(RawAjpRequest.post("/", body.length), body, 7)
                                .body())
                        .isEqualTo(body);
            }
        }
    }

    private static int status(OwnServer server, RawAjpRequest request) throws Exception {
        return RawAjpClient.exchange(port(server), request).status();
    }

    private static int port(OwnServer server) {
        return URI.create(server.server().urls().get(2)).getPort();
    }
}
