package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import io.backhand.testing.SecretFile;
import io.backhand.testing.cluster.FreePorts;
import io.backhand.testing.cluster.OwnProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the same three contexts answer, however the balancer runs: {@code /off} with the chain {@code off},
 * {@code /alpha} with {@code byHostname ^alpha$}, and {@code /app} with the default chain behind a static root.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
abstract class ThreeContextsSuite {
    static final Duration START = Duration.ofSeconds(90);

    private static final String TOKEN = "a-token-of-thirty-two-characters";

    private final RawBackend alpha = backend("alpha");
    private final RawBackend beta = backend("beta");
    private int port;

    /** Runs the balancer on 127.0.0.1. @return the port it takes requests on */
    abstract int start(Path folder) throws Exception;

    /** Ends what was started. */
    abstract void stop();

    @BeforeAll
    void startBalancer(@TempDir Path folder) throws Exception {
        Path files = Files.createDirectories(staticRoot(folder));
        Files.writeString(files.resolve("here.txt"), "from a file");
        port = start(folder);
    }

    @AfterAll
    void stopAll() throws IOException {
        stop();
        alpha.close();
        beta.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/off, 404",
        "/off/x, 404",
        "/alpha, 200",
        "/alpha/x?q=1, 200",
        "/app, 200",
        "/app/x, 200",
        "/apple, 404",
        "/, 404",
        "/nowhere, 404",
        "/WEB-INF/web.xml, 404",
        "/io/backhand/Main.class, 404"
    })
    void answersEachContextByItsOwnChainAndNothingElse(String target, int status) throws IOException {
        assertThat(statusOf(get(target))).isEqualTo(status);
    }

    @Test
    void sendsWhatIsForAlphaToAlpha() throws IOException {
        for (int i = 0; i < 5; i++) {
            assertThat(get("/alpha/" + i)).endsWith("alpha GET /alpha/" + i + " HTTP/1.1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%61pp/x", "/app;x", "/app;x/y", "/off/../app/x", "/app/./x", "/app/a%20b", "/app?d=100%"})
    void matchesTheCanonicalPathAndPassesTheTargetOnUnchanged(String target) throws IOException {
        assertThat(get(target)).contains(" 200 ").endsWith(" GET " + target + " HTTP/1.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/app/../off",
                "/app/%2e%2e/off",
                "/app/..;/off",
                "/%6fff",
                "/app/..%2foff",
                "/app/../../off",
                "/app%2f../off"
            })
    void letsNobodyAroundTheChainOfAContext(String target) throws IOException {
        assertThat(statusOf(get(target))).isIn(400, 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"//app/x", "//"})
    void findsNoContextBehindAnEmptySegment(String target) throws IOException {
        assertThat(statusOf(get(target))).isIn(400, 404);
    }

    @Test
    void answersWithAFileWhereThereIsOne() throws IOException {
        assertThat(get("/app/here.txt")).contains(" 200 ").endsWith("from a file");
        assertThat(get("/app/gone.txt")).endsWith(" GET /app/gone.txt HTTP/1.1");
    }

    @Test
    void joinsTheConnectionsWhereAnotherProtocolIsAgreedOn() throws IOException {
        try (RawClient client = new RawClient(port)) {
            client.write("GET /alpha HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: talk\r\n\r\n");
            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 101 ");
            client.write("hello");

            assertThat(client.readToEnd()).isEqualTo("alpha heard hello");
        }
    }

    @Test
    void showsTheStatusToThisMachineAlone() throws IOException {
        assertThat(statusOf(get("/backhand/api/servers"))).isEqualTo(200);
        assertThat(withoutDate(exchange("/backhand/", "balancer.example")))
                .contains("404 Not Found\n")
                .isEqualToIgnoringCase(withoutDate(exchange("/nowhere", "balancer.example")));
    }

    @Test
    void anAdministratorTakesAServerOutAndBack() throws IOException {
        assertThat(statusOf(administer("disable", "Bearer x"))).isEqualTo(401);
        assertThat(administer("disable", "Bearer " + TOKEN)).contains(" 200 ", "\"state\":\"disabled\"");
        assertThat(statusOf(get("/alpha/x"))).isEqualTo(503);
        assertThat(get("/app/x")).contains("beta GET /app/x");

        assertThat(administer("enable", "Bearer " + TOKEN)).contains(" 200 ", "\"state\":\"up\"");
        assertThat(get("/alpha/x")).contains("alpha GET /alpha/x");
    }

    private String administer(String act, String authorization) throws IOException {
        String line = "POST /backhand/api/servers/alpha/" + act + " HTTP/1.1\r\n";
        String headers = "Host: localhost\r\nContent-Length: 0\r\nConnection: close\r\n";
        return RawClient.exchange(port, line + headers + "Authorization: " + authorization + "\r\n\r\n");
    }

    /** Between the two a second may have passed. */
    private static String withoutDate(String response) {
        return response.replaceFirst("(?m)^Date:.*\\R", "");
    }

    private String get(String target) throws IOException {
        return exchange(target, "localhost");
    }

    private String exchange(String target, String host) throws IOException {
        return RawClient.exchange(
                port, "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(target, host));
    }

    /** What all of them share: an administrator, no more heartbeats than a test sends itself, and two backends. */
    String sharedToml(Path folder) throws IOException {
        return """
                [admin]
                token-file = "%s"

                [heartbeats]
                listen = ["127.0.0.1:%d"]

                [[backend]]
                name = "alpha"
                url = "%s"

                [[backend]]
                name = "beta"
                url = "%s"
                """
                .formatted(
                        SecretFile.write(folder.resolve("admin.token"), TOKEN),
                        FreePorts.any(),
                        alpha.url(),
                        beta.url());
    }

    /** The three contexts as routes. */
    static String routesToml(Path folder) {
        return """

                [[route]]
                path = "/off"
                chain = ["off"]

                [[route]]
                path = "/alpha"
                chain = ["byHostname ^alpha$"]

                [[route]]
                path = "/app"
                static = "%s"
                """
                .formatted(staticRoot(folder));
    }

    /** Where the files of {@code /app} are. */
    static Path staticRoot(Path folder) {
        return folder.resolve("static");
    }

    /** Where the balancer listens. */
    static String listenToml() {
        return """

                [[listen]]
                http = "127.0.0.1:0"
                """;
    }

    /** The port in what a process printed. */
    static int portIn(OwnProcess process, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(process.output());
        assertThat(found.find()).as(process.output()).isTrue();
        return Integer.parseInt(found.group(1));
    }

    private static int statusOf(String response) {
        return Integer.parseInt(response.split(" ", 3)[1]);
    }

    private static RawBackend backend(String name) {
        try {
            return RawBackend.start(wire -> {
                for (String head = wire.readHead(); !head.isEmpty(); head = wire.readHead()) {
                    if (head.contains("\r\nUpgrade: talk\r\n")) {
                        wire.write("HTTP/1.1 101 Talk\r\nConnection: Upgrade\r\nUpgrade: talk\r\n\r\n");
                        wire.write(name + " heard " + wire.read(5));
                        return;
                    }
                    String body = name + " " + head.substring(0, head.indexOf("\r\n"));
                    wire.write("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
