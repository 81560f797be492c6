package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.candidacy.functions.FunctionCatalogue;
import io.backhand.config.ConfigReader;
import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import io.backhand.testing.TestBalancer;
import io.backhand.testing.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the clients of a listener are held to. */
@Timeout(60)
class ClientLimitsIT {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String LAST_GET = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    private Path folder;

    @Test
    void aHeaderThatIsNotCompleteInTimeIsAnswered408() throws Exception {
        try (RawBackend backend = RawBackend.answering(OK);
                Running server = startPlain(backend.url(), "header-timeout = \"300ms\"");
                RawClient client = new RawClient(server.port())) {
            client.write("GET / HTTP/1.1\r\nHost: a\r\n");

            assertThat(client.readToEnd()).startsWith("HTTP/1.1 408 ").contains("Connection: close\r\n");
            assertThat(backend.heads()).isEmpty();
        }
    }

    @Test
    void aClientThatSaysNothingIsHungUpOn() throws Exception {
        try (RawBackend backend = RawBackend.answering(OK);
                Running server = startPlain(backend.url(), "header-timeout = \"300ms\"");
                RawClient client = new RawClient(server.port())) {
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void betweenRequestsAClientMayRestButNotWithinTheNext() throws Exception {
        try (RawBackend backend = RawBackend.answering(OK);
                Running server = startPlain(backend.url(), "header-timeout = \"300ms\"");
                RawClient resting = new RawClient(server.port())) {
            resting.write(GET);
            resting.readUntil("ok");
            try (RawClient late = new RawClient(server.port())) {
                // Whoever was accepted later is sent away by then.
                assertThat(late.readToEnd()).isEmpty();
            }

            resting.write(GET);
            resting.readUntil("ok");
            resting.write("G");
            assertThat(resting.readToEnd()).startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void aConnectionOnWhichNothingMovesIsClosedAndOneThatWaitsForItsAnswerIsNot() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    uninterruptibly(answer);
                    wire.write(OK);
                });
                Running server = startPlain(backend.url(), "idle-timeout = \"1s\"");
                RawClient waiting = new RawClient(server.port())) {
            waiting.write(LAST_GET);
            TestBalancer.await("the backend is asked", () -> !backend.heads().isEmpty());
            for (int i = 0; i < 2; i++) {
                try (RawClient idle = new RawClient(server.port())) {
                    long begin = System.nanoTime();
                    assertThat(idle.readToEnd()).isEmpty();
                    assertThat(Duration.ofNanos(System.nanoTime() - begin))
                            .isBetween(Duration.ofMillis(900), Duration.ofSeconds(4));
                }
            }
            answer.countDown();

            assertThat(waiting.readToEnd()).endsWith("ok");
        }
    }

    private static void uninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aHeaderThatIsCompleteLeavesTheBodyItsTime() throws Exception {
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.read(4);
                    wire.write(OK);
                });
                Running server = startPlain(backend.url(), "header-timeout = \"300ms\"");
                RawClient uploading = new RawClient(server.port())) {
            uploading.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nConnection: close\r\n\r\nab");
            try (RawClient late = new RawClient(server.port())) {
                assertThat(late.readToEnd()).isEmpty();
            }
            uploading.write("cd");

            assertThat(uploading.readToEnd()).startsWith("HTTP/1.1 200 ").endsWith("ok");
        }
    }

    @Test
    void theHandshakeOfTlsCountsToo() throws Exception {
        TestCertificate own = TestCertificate.make(folder, "own", "EC");
        try (RawBackend backend = RawBackend.answering(OK);
                Running server = startTls(backend.url(), own, "header-timeout = \"1500ms\"");
                RawClient silent = new RawClient(server.port());
                SSLSocket shaken = tls(server, own, "http/1.1")) {
            assertThat(silent.readToEnd()).isEmpty();
            assertThat(shaken.getInputStream().readAllBytes()).isEmpty();
        }
    }

    @Test
    void overTlsALateHeaderIsAnswered408() throws Exception {
        TestCertificate own = TestCertificate.make(folder, "own", "EC");
        try (RawBackend backend = RawBackend.answering(OK);
                Running server = startTls(backend.url(), own, "header-timeout = \"1500ms\"");
                SSLSocket client = tls(server, own, "http/1.1")) {
            client.getOutputStream().write("GET / HTTP/1.1\r\nHo".getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void overHttp2WhoAsksForNothingIsBiddenFarewell() throws Exception {
        TestCertificate own = TestCertificate.make(folder, "own", "EC");
        try (RawBackend backend = RawBackend.answering(OK);
                Running server = startTls(backend.url(), own, "header-timeout = \"1500ms\"");
                SSLSocket client = tls(server, own, "h2")) {
            client.getOutputStream()
                    .write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0".getBytes(StandardCharsets.US_ASCII));

            // The last of what comes is a GOAWAY without an error, with its words.
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .endsWith("\0\0\0\0no request in time");
        }
    }

    @Test
    void aHundredSlowHeadersHoldNobodyUp() throws Exception {
        List<RawClient> slow = new ArrayList<>();
        try (RawBackend backend = RawBackend.answering(OK);
                Running server = startPlain(backend.url(), "header-timeout = \"1s\"")) {
            for (int i = 0; i < 100; i++) {
                RawClient client = new RawClient(server.port());
                client.write("GET / HTTP/1.1\r\nHost: a\r\nX-" + i);
                slow.add(client);
            }
            for (int i = 0; i < 100; i++) {
                assertThat(RawClient.exchange(server.port(), LAST_GET)).endsWith("ok");
            }
            for (RawClient client : slow) {
                assertThat(client.readToEnd()).startsWith("HTTP/1.1 408 ");
                client.close();
            }
        }
    }

    @Test
    void whoComesWhenItIsFullWaitsUntilOneLeaves() throws Exception {
        try (RawBackend backend = RawBackend.answering(OK);
                Running server = startPlain(backend.url(), "max-connections = 2");
                RawClient staying = new RawClient(server.port());
                RawClient leaving = new RawClient(server.port())) {
            ask(staying);
            ask(leaving);
            CountDownLatch sent = new CountDownLatch(1);
            CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> askLast(server.port(), sent));
            sent.await();
            for (int i = 0; i < 20; i++) {
                ask(staying);
                ask(leaving);
            }
            assertThat(waiting).isNotDone();

            leaving.close();

            assertThat(waiting.join()).endsWith("ok");
            ask(staying);
        }
    }

    private static void ask(RawClient client) throws IOException {
        client.write(GET);
        client.readUntil("ok");
    }

    private static String askLast(int port, CountDownLatch sent) {
        try (RawClient client = new RawClient(port)) {
            client.write(LAST_GET);
            sent.countDown();
            return client.readToEnd();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SSLSocket tls(Running server, TestCertificate own, String protocol) throws Exception {
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.port());
        plain.setSoTimeout(10_000);
        SSLSocket socket =
                (SSLSocket) own.sslContext().getSocketFactory().createSocket(plain, "localhost", server.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {protocol});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private Running startPlain(String backendUrl, String limits) throws Exception {
        return start(backendUrl, "http = \"127.0.0.1:0\"", limits);
    }

    private Running startTls(String backendUrl, TestCertificate own, String limits) throws Exception {
        String listener =
                "https = \"127.0.0.1:0\"\ncertificate = \"%s\"\nkey = \"%s\"\n".formatted(own.certificate(), own.key());
        return start(backendUrl, listener, limits);
    }

    private Running start(String backendUrl, String listener, String limits) throws Exception {
        Path toml = Files.writeString(
                folder.resolve("backhand.toml"),
                """
                [heartbeats]
                listen = []
                [[backend]]
                name = "alpha"
                url = "%s"
                [[listen]]
                %s
                """
                        .formatted(backendUrl, listener + "\n" + limits));
        ConfigReader reader = new ConfigReader(FunctionCatalogue.load(ClientLimitsIT.class.getClassLoader()));
        EmbeddedServer server = EmbeddedServer.start(reader.read(toml), Optional.empty());
        return new Running(server, URI.create(server.urls().get(0)).getPort());
    }

    private record Running(EmbeddedServer server, int port) implements AutoCloseable {
        @Override
        public void close() {
            server.stop();
        }
    }
}
