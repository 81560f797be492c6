package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.candidacy.functions.FunctionCatalogue;
import io.backhand.config.ConfigReader;
import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import io.backhand.testing.SecretFile;
import io.backhand.testing.cluster.Await;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server is taken out by an administrator, stopped when it may be, and brought back, and no request is lost. */
@Timeout(60)
class DrainedServerIT {
    private static final String TOKEN = "a-token-of-thirty-two-characters";
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MANY = 50;

    private final BlockingQueue<String> holding = new ArrayBlockingQueue<>(2);
    private final CountDownLatch release = new CountDownLatch(1);
    private final RawBackend alpha = backend("alpha");
    private final RawBackend beta = backend("beta");
    private Optional<EmbeddedServer> server = Optional.empty();

    DrainedServerIT() throws IOException {}

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        Path toml = Files.writeString(
                folder.resolve("backhand.toml"),
                """
                [heartbeats]
                listen = []
                [admin]
                token-file = "%s"
                [[backend]]
                name = "alpha"
                url = "%s"
                [[backend]]
                name = "beta"
                url = "%s"
                [[listen]]
                http = "127.0.0.1:0"
                """
                        .formatted(SecretFile.write(folder.resolve("admin.token"), TOKEN), alpha.url(), beta.url()));
        server = Optional.of(
                EmbeddedServer.start(new ConfigReader(FunctionCatalogue.builtIns()).read(toml), Optional.empty()));
    }

    @AfterEach
    void stop() throws IOException {
        release.countDown();
        server.ifPresent(EmbeddedServer::stop);
        alpha.close();
        beta.close();
    }

    @Test
    void finishesWhatItHasGetsNothingNewAndMayThenBeStopped() throws Exception {
        try (RawClient client = new RawClient(port())) {
            client.write("GET /held HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            String drained = Optional.ofNullable(holding.poll(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .orElseThrow();
            String other = "alpha".equals(drained) ? "beta" : "alpha";
            assertThat(mayStop(drained)).contains(" 409 ", "\"reason\":\"not-draining\"");

            assertThat(administer(drained, "drain")).contains(" 200 ", "\"state\":\"draining\",\"inFlight\":1");
            for (int i = 0; i < MANY; i++) {
                assertThat(get("/")).contains(" 200 ").endsWith(other);
            }
            assertThat(mayStop(drained)).contains(" 409 ", "\"reason\":\"in-flight\"");
            release.countDown();
            assertThat(client.readToEnd()).contains(" 200 ").endsWith(drained);
            Await.untilTrue("it may be stopped", LIMIT, () -> mayStop(drained).contains(" 200 "));
            assertThat(mayStop(other)).contains(" 409 ", "\"reason\":\"last\"");

            ("alpha".equals(drained) ? alpha : beta).close();
            for (int i = 0; i < MANY; i++) {
                assertThat(get("/")).contains(" 200 ").endsWith(other);
            }
        }
    }

    @Test
    void drainsOneContextHoweverItIsWrittenAndNoOther() throws Exception {
        assertThat(administer("alpha", "drain", "?path=/app"))
                .contains(" 200 ", "\"path\":\"/app\",\"admin\":\"draining\"");
        for (int i = 0; i < MANY; i++) {
            String path = List.of("/app", "/app/x?y=1", "/%61pp", "/app;v=1/x", "/x/../app")
                    .get(i % 5);
            assertThat(get(path)).contains(" 200 ").endsWith("beta");
        }
        Set<String> elsewhere = new HashSet<>();
        for (int i = 0; i < MANY; i++) {
            elsewhere.add(lastWord(get("/apple")));
        }
        assertThat(elsewhere).containsExactlyInAnyOrder("alpha", "beta");
        assertThat(get("/backhand/api/servers")).contains("\"drainingContexts\":[\"/app\"],\"disabledContexts\":[]");

        administer("beta", "disable", "?path=/app");
        assertThat(get("/app")).contains(" 503 ");
        administer("alpha", "enable", "?path=/app");
        assertThat(get("/app")).endsWith("alpha");
    }

    @Test
    void aContextMayBeStoppedWhenItsRequestsHaveEnded() throws Exception {
        administer("beta", "disable", "?path=/held");
        try (RawClient client = new RawClient(port())) {
            client.write("GET /held HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(holding.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("alpha");
            administer("beta", "enable", "?path=/held");
            administer("alpha", "drain", "?path=/held");
            assertThat(get("/held/x")).endsWith("beta");
            assertThat(mayStop("alpha&path=/held")).contains(" 409 ", "\"reason\":\"in-flight\"", "there: 1");

            release.countDown();
            assertThat(client.readToEnd()).contains(" 200 ").endsWith("alpha");
            Await.untilTrue("it may be stopped", LIMIT, () -> mayStop("alpha&path=/held")
                    .contains(" 200 "));
        }
    }

    private static String lastWord(String response) {
        return response.substring(response.lastIndexOf('\n') + 1);
    }

    @Test
    void isBackWhenItIsEnabled() throws Exception {
        administer("alpha", "disable");
        for (int i = 0; i < MANY; i++) {
            assertThat(get("/")).endsWith("beta");
        }
        administer("beta", "disable");
        assertThat(get("/")).contains(" 503 ");

        administer("alpha", "enable");
        for (int i = 0; i < MANY; i++) {
            assertThat(get("/")).endsWith("alpha");
        }
    }

    private int port() {
        return URI.create(server.orElseThrow().urls().get(0)).getPort();
    }

    private String administer(String name, String act) throws IOException {
        return administer(name, act, "");
    }

    private String administer(String name, String act, String query) throws IOException {
        return exchange(
                "POST /backhand/api/servers/" + name + "/" + act + query,
                "Content-Length: 0\r\nAuthorization: Bearer " + TOKEN);
    }

    private String mayStop(String name) throws IOException {
        return exchange("GET /backhand/api/may-stop?server=" + name, "Accept: */*");
    }

    private String get(String path) throws IOException {
        return exchange("GET " + path, "Accept: */*");
    }

    private String exchange(String line, String headers) throws IOException {
        return RawClient.exchange(
                port(), line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n\r\n");
    }

    /** Answers with its name; {@code /held} when it is released. */
    private RawBackend backend(String name) throws IOException {
        return RawBackend.start(wire -> {
            for (String head = wire.readHead(); !head.isEmpty(); head = wire.readHead()) {
                if (head.startsWith("GET /held ")) {
                    holding.add(name);
                    awaitRelease();
                }
                wire.write("HTTP/1.1 200 OK\r\nContent-Length: " + name.length() + "\r\n\r\n" + name);
            }
        });
    }

    private void awaitRelease() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
