package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backhand.cluster.BackendId;
import io.backhand.cluster.Contact;
import io.backhand.config.BalancerConfig;
import io.backhand.config.BalancerConfig.Heartbeats;
import io.backhand.config.BalancerConfig.Listener;
import io.backhand.config.StaticBackend;
import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import io.backhand.testing.cluster.Await;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server of {@code java -jar}, in this JVM. */
@Timeout(60)
class EmbeddedServerIT {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String GET = "GET / HTTP/1.1\r\nHost: example\r\n\r\n";
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    @Test
    void balancesEveryPathWhereNoRouteIsConfigured() throws Exception {
        try (RawBackend backend = RawBackend.answering(OK);
                Started server = start(configOf(0, backend.url()))) {
            assertThat(exchange(server, "GET /any/path HTTP/1.1\r\nHost: example\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .endsWith("\r\n\r\nok");
        }
    }

    @Test
    void answersItsOwnErrorsInPlainWordsThatNameNoServer() throws Exception {
        try (Started server = start(configOf(0, "http://127.0.0.1:1"))) {
            assertThat(exchange(server, "GET /%00 HTTP/1.1\r\nHost: example\r\n\r\n"))
                    .startsWith("HTTP/1.1 400 Bad Request\r\n")
                    .endsWith("\r\n\r\n400 Bad Request\n")
                    .doesNotContainIgnoringCase("jetty")
                    .doesNotContainIgnoringCase("\nserver:");
        }
    }

    @Test
    void letsARequestUnderWayFinishWhenItStops() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    asked.countDown();
                    awaitQuietly(answer);
                    wire.write(OK);
                });
                Started server = start(configOf(0, backend.url()));
                RawClient client = new RawClient(portOf(server))) {
            client.write(GET);
            asked.await();
            Thread stop = new Thread(server::close);
            stop.start();
            Await.untilTrue("no more connections are taken", LIMIT, () -> refusesConnections(server));
            answer.countDown();

            assertThat(client.readToEnd())
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("Connection: close")
                    .endsWith("ok");
            stop.join();
        }
    }

    @Test
    void servesARequestThatComesOnAnOpenConnectionWhileItStopsAndClosesTheConnection() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(wire -> {
                    while (!wire.readHead().isEmpty()) {
                        if (wire.number() == 1) {
                            asked.countDown();
                            awaitQuietly(answer);
                        }
                        wire.write(OK);
                    }
                });
                Started server = start(configOf(0, backend.url()));
                RawClient slow = new RawClient(portOf(server));
                RawClient open = new RawClient(portOf(server))) {
            slow.write(GET);
            asked.await();
            open.write(GET);
            open.readUntil("ok");
            Thread stop = new Thread(server::close);
            stop.start();
            Await.untilTrue("no more connections are taken", LIMIT, () -> refusesConnections(server));
            open.write(GET);

            assertThat(open.readToEnd())
                    .contains("200 OK")
                    .contains("Connection: close")
                    .endsWith("ok");
            answer.countDown();
            stop.join();
        }
    }

    @Test
    void saysInOneLineThatAPortIsTaken() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = other.getLocalPort();

            assertThatThrownBy(() -> start(configOf(port, "http://127.0.0.1:1")))
                    .isInstanceOf(StartException.class)
                    .hasMessage("127.0.0.1:" + port + " is taken: another process listens there");
        }
    }

    @Test
    void leavesItsPortsFreeWhereItCanNotStart() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        BalancerConfig config = configOf(port, "http://127.0.0.1:1");

        assertThatThrownBy(() -> EmbeddedServer.start(config, Optional.of(folder)))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("web.xml can't be read");
        new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
    }

    /** A server that is stopped at the end of its test. */
    private record Started(EmbeddedServer server) implements AutoCloseable {
        @Override
        public void close() {
            server.stop();
        }
    }

    private static Started start(BalancerConfig config) throws StartException {
        return new Started(EmbeddedServer.start(config, Optional.empty()));
    }

    private static int portOf(Started started) {
        return URI.create(started.server().urls().get(0)).getPort();
    }

    private static String exchange(Started started, String request) throws IOException {
        return RawClient.exchange(portOf(started), request);
    }

    private static boolean refusesConnections(Started started) throws IOException {
        try (RawClient connected = new RawClient(portOf(started))) {
            return false;
        } catch (ConnectException e) {
            return true;
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static BalancerConfig configOf(int port, String backendUrl) {
        BalancerConfig defaults = BalancerConfig.defaults();
        return new BalancerConfig(
                new Heartbeats(Optional.of(List.of()), Optional.empty(), List.of(), Optional.empty(), List.of()),
                defaults.upstream(),
                List.of(new StaticBackend(new BackendId("alpha"), Contact.parse(backendUrl))),
                List.of(new Listener("127.0.0.1", port, Optional.empty(), List.of())),
                defaults.status(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }
}
