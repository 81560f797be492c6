package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backhand.server.front.FrontHandler;
import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import io.backhand.testing.cluster.Await;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.ee11.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the access log tells of requests that go through our own server. */
@Timeout(60)
class AccessLogIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String GET = String.join(
            "\r\n",
            "GET /shop?a=b HTTP/1.1",
            "Host: shop.example",
            "Referer: http://before.example/",
            "User-Agent: \"a\\b\"",
            "Connection: close",
            "",
            "");
    private static final String JSON =
            """
            [access-log]
            file = "access.log"
            format = "json"
            """;
    private static final String NCSA = "[access-log]\nfile = \"access.log\"\n";
    private static final String BETA_STANDS_BY = "[[backend]]\nname = \"beta\"\nurl = \"%s\"\ntier = 1\n";

    @TempDir
    private Path folder;

    @AfterEach
    void reset() {
        System.clearProperty(FrontHandler.PROPERTY);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tellsOfARequestByEitherWay(boolean shortWay) throws Exception {
        System.setProperty(FrontHandler.PROPERTY, String.valueOf(shortWay));
        try (RawBackend backend = RawBackend.answering(OK);
                OwnServer server = OwnServer.withRoutes(folder, backend.url(), JSON)) {
            assertThat(RawClient.exchange("127.0.0.9", server.port(), GET)).endsWith("ok");

            assertThat(line())
                    .startsWith("{\"at\":\"20")
                    .contains("\"client\":\"127.0.0.9\",\"user\":null,\"method\":\"GET\",\"target\":\"/shop?a=b\","
                            + "\"protocol\":\"HTTP/1.1\",\"scheme\":\"http\",\"host\":\"shop.example\","
                            + "\"referer\":\"http://before.example/\",\"agent\":\"\\\"a\\\\b\\\"\","
                            + "\"status\":200,\"sentBytes\":2,\"receivedBytes\":0,\"route\":\"/\","
                            + "\"backend\":\"alpha\",\"why\":\"chain\",\"tries\":1,\"retried\":null,\"failure\":null,")
                    .containsPattern(
                            "\"firstByteMillis\":\\d+\\.\\d{3},\"millis\":\\d+\\.\\d{3},\"end\":\"complete\"}$");
        }
    }

    @Test
    void beginsAsNcsaHasItWhereNothingElseIsAskedFor() throws Exception {
        try (RawBackend backend = RawBackend.answering(OK);
                OwnServer server = OwnServer.withRoutes(folder, backend.url(), NCSA)) {
            RawClient.exchange(server.port(), GET);

            assertThat(line())
                    .matches(
                            "127\\.0\\.0\\.1 - - \\[\\d\\d/\\w{3}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}] \"GET /shop\\?a=b HTTP/1\\.1\""
                                    + " 200 2 \"http://before\\.example/\" \"\\\\\"a\\\\\\\\b\\\\\"\" at=\\S+Z scheme=http"
                                    + " host=\"shop\\.example\" receivedBytes=0 route=\"/\" backend=alpha why=chain tries=1"
                                    + " retried=- failure=- firstByteMillis=\\S+ millis=\\S+ end=complete");
        }
    }

    @Test
    void tellsOfHttp2AndOfWhatWasReceived() throws Exception {
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.read(5);
                    wire.write(OK);
                });
                OwnServer server = OwnServer.withRoutes(folder, backend.url(), JSON)) {
            HttpRequest post = HttpRequest.newBuilder(server.https("/form"))
                    .POST(HttpRequest.BodyPublishers.ofString("hello"))
                    .build();
            server.client(HttpClient.Version.HTTP_2).send(post, BodyHandlers.ofString());

            assertThat(line())
                    .contains("\"method\":\"POST\",\"target\":\"/form\",\"protocol\":\"HTTP/2.0\",\"scheme\":\"https\"")
                    .contains("\"host\":\"localhost:" + server.https("/").getPort() + "\"")
                    .contains("\"sentBytes\":2,\"receivedBytes\":5")
                    .endsWith("\"end\":\"complete\"}");
        }
    }

    @Test
    void tellsWhatWasTriedAgainAndWhy() throws Exception {
        try (RawBackend beta = RawBackend.answering(OK);
                OwnServer server = OwnServer.withRoutes(
                        folder, RawBackend.refusing(), JSON + BETA_STANDS_BY.formatted(beta.url()))) {
            RawClient.exchange(server.port(), GET);

            assertThat(line())
                    .contains("\"backend\":\"beta\",\"why\":\"retry\",\"tries\":2,\"retried\":\"alpha:refused\"")
                    .endsWith("\"end\":\"complete\"}");
        }
    }

    @Test
    void tellsOfAStatusThatWasNotPassedOn() throws Exception {
        try (RawBackend alpha = RawBackend.answering("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n");
                RawBackend beta = RawBackend.answering(OK);
                OwnServer server =
                        OwnServer.withRoutes(folder, alpha.url(), JSON + BETA_STANDS_BY.formatted(beta.url()))) {
            RawClient.exchange(server.port(), GET);

            assertThat(line())
                    .contains(
                            "\"status\":200",
                            "\"backend\":\"beta\",\"why\":\"retry\",\"tries\":2,\"retried\":\"alpha:503\"");
        }
    }

    @Test
    void tellsOfASession() throws Exception {
        String route = "[[route]]\npath = \"/shop\"\nchain = [\"bySession JSESSIONID\", \"byRandom\"]\n";
        try (RawBackend backend = RawBackend.answering(OK);
                OwnServer server = OwnServer.withRoutes(folder, backend.url(), JSON + route)) {
            RawClient.exchange(server.port(), GET.replace("Referer:", "Cookie: JSESSIONID=1.alpha\r\nReferer:"));

            assertThat(line()).contains("\"route\":\"/shop\",\"backend\":\"alpha\",\"why\":\"session\"");
        }
    }

    @Test
    void tellsWhenTheClientLeft() throws Exception {
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
                    while (true) {
                        wire.write("x".repeat(100_000));
                    }
                });
                OwnServer server = OwnServer.withRoutes(folder, backend.url(), JSON)) {
            try (RawClient client = new RawClient(server.port())) {
                client.write(GET);
                client.readUntil("xxx");
            }

            assertThat(line())
                    .contains("\"status\":200", "\"backend\":\"alpha\"")
                    .endsWith("\"end\":\"client-left\"}");
        }
    }

    @Test
    void tellsWhenTheBackendBrokeOff() throws Exception {
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegun");
                });
                OwnServer server = OwnServer.withRoutes(folder, backend.url(), JSON)) {
            RawClient.exchange(server.port(), GET);

            assertThat(line()).contains("\"status\":200,\"sentBytes\":5").endsWith("\"end\":\"backend-broke\"}");
        }
    }

    @Test
    void tellsWhenATimeLimitOrABackendEndedIt() throws Exception {
        String route = "[[route]]\npath = \"/\"\nfirst-byte-timeout = \"200ms\"\n";
        try (RawBackend backend = RawBackend.start(wire -> {
                    if (wire.readHead().contains("GET /shop")) {
                        wire.readHead();
                    } else {
                        wire.write("nonsense\r\n\r\n");
                    }
                });
                OwnServer server = OwnServer.withRoutes(folder, backend.url(), JSON + route)) {
            RawClient.exchange(server.port(), GET);
            lines(1);
            RawClient.exchange(server.port(), GET.replace("GET /shop", "GET /bad"));

            List<String> lines = lines(2);
            assertThat(lines.get(0))
                    .contains("\"status\":504", "\"failure\":\"timeout\",\"firstByteMillis\":null")
                    .endsWith("\"end\":\"time-limit\"}");
            assertThat(lines.get(1))
                    .contains("\"status\":502", "\"tries\":1", "\"failure\":\"garbage\"")
                    .endsWith("\"end\":\"backend-failed\"}");
        }
    }

    @Test
    void tellsOfAConnectionInAnotherProtocolWhenThatIsOver() throws Exception {
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.write("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: talk\r\n\r\nhello");
                    wire.read(3);
                    wire.write("bye");
                });
                OwnServer server = OwnServer.withRoutes(folder, backend.url(), JSON);
                RawClient client = new RawClient(server.port())) {
            client.write("GET /talk HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: talk\r\n\r\n");
            client.readUntil("hello");
            RawClient.exchange(server.port(), GET.replace("/shop", "/backhand/none"));
            assertThat(line()).contains("/backhand/none");
            client.write("abc");
            client.readUntil("bye");
            client.shutdownOutput();

            assertThat(lines(2).get(1))
                    .contains("\"target\":\"/talk\"", "\"status\":101,\"sentBytes\":8,\"receivedBytes\":3")
                    .contains("\"backend\":\"alpha\"")
                    .endsWith("\"end\":\"complete\"}");
        }
    }

    @Test
    void tellsOfWhatTheBalancerAnswersItself() throws Exception {
        Path www = Files.createDirectory(folder.resolve("www"));
        Files.writeString(www.resolve("a.txt"), "file");
        String route = "[[route]]\npath = \"/files\"\nstatic = \"www\"\n";
        try (OwnServer server = OwnServer.withRoutes(folder, RawBackend.refusing(), JSON + route)) {
            List<String> requests = List.of(
                    get("/files/a.txt"),
                    get("/files/none"),
                    get("/nowhere"),
                    get("/files/..%2fx"),
                    get("/backhand/"),
                    "nonsense\r\n\r\n",
                    "BR{W /files HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            for (int i = 0; i < requests.size(); i++) {
                RawClient.exchange(server.port(), requests.get(i));
                lines(i + 1);
            }

            List<String> lines = lines(7);
            assertThat(lines.get(0))
                    .contains(
                            "\"status\":200,\"sentBytes\":4", "\"route\":\"/files\",\"backend\":null,\"why\":\"file\"")
                    .endsWith("\"end\":\"complete\"}");
            assertThat(lines.get(1))
                    .contains("\"status\":503", "\"backend\":\"alpha\",\"why\":\"chain\"", "\"failure\":\"refused\"")
                    .endsWith("\"end\":\"no-backend\"}");
            assertThat(lines.get(2))
                    .contains("\"status\":404", "\"route\":null")
                    .endsWith("\"end\":\"complete\"}");
            assertThat(lines.get(3)).contains("\"status\":400");
            assertThat(lines.get(4))
                    .contains("\"status\":200", "\"target\":\"/backhand/\"", "\"client\":\"127.0.0.1\"");
            assertThat(lines.get(5)).contains("\"status\":400", "\"method\":\"-\",\"target\":\"-\"");
            assertThat(lines.get(6)).contains("\"status\":400");
        }
    }

    private static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    }

    @Test
    void namesNoFileWhereThereWasNoneAndNobodyToAskInstead() throws Exception {
        Files.createDirectory(folder.resolve("www"));
        String route = "[[route]]\npath = \"/files\"\nstatic = \"www\"\nchain = [\"byHostname nobody\"]\n";
        try (OwnServer server = OwnServer.withRoutes(folder, RawBackend.refusing(), JSON + route)) {
            RawClient.exchange(server.port(), GET.replace("/shop", "/files/none"));

            assertThat(line())
                    .contains("\"backend\":null,\"why\":null,\"tries\":0")
                    .endsWith("\"end\":\"no-backend\"}");
        }
    }

    @Test
    void namesTheUserThatTheWebApplicationKnows() throws Exception {
        String webXml =
                """
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1">
                  <filter>
                    <filter-name>login</filter-name>
                    <filter-class>io.backhand.server.AccessLogIT$Login</filter-class>
                    <async-supported>true</async-supported>
                  </filter>
                  <filter-mapping><filter-name>login</filter-name><url-pattern>/*</url-pattern></filter-mapping>
                  <servlet>
                    <servlet-name>app</servlet-name>
                    <servlet-class>io.backhand.proxy.BackhandServlet</servlet-class>
                  </servlet>
                  <servlet-mapping><servlet-name>app</servlet-name><url-pattern>/*</url-pattern></servlet-mapping>
                </web-app>
                """;
        try (RawBackend backend = RawBackend.answering(OK);
                OwnServer server = OwnServer.withWebXml(folder, backend.url(), JSON, webXml)) {
            RawClient.exchange(server.port(), GET);

            assertThat(line()).contains("\"user\":\"ann\"", "\"backend\":\"alpha\"");
        }
    }

    /** Knows everybody as ann. */
    public static final class Login implements Filter {
        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            Request.setAuthenticationState(ServletContextRequest.getServletContextRequest(request), new Ann());
            chain.doFilter(request, response);
        }
    }

    private static final class Ann implements Request.AuthenticationState {
        @Override
        public Principal getUserPrincipal() {
            return () -> "ann";
        }
    }

    @Test
    void losesNoLineWhenTheFileIsMovedAwayUnderLoad() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        try (RawBackend backend = RawBackend.answering(OK);
                OwnServer server = OwnServer.withRoutes(folder, backend.url(), NCSA);
                RawClient client = new RawClient(server.port())) {
            for (int round = 1; round <= 2; round++) {
                Path moved = folder.resolve("access.log." + round);
                Await.untilTrue("there is a file", LIMIT, () -> {
                    send(client, sent);
                    return Files.exists(file()) && Files.size(file()) > 0;
                });
                Files.move(file(), moved);
            }
            Await.untilTrue("there is a third file", LIMIT, () -> {
                send(client, sent);
                return Files.exists(file());
            });
        }

        List<String> targets = new ArrayList<>();
        for (Path path : List.of(folder.resolve("access.log.1"), folder.resolve("access.log.2"), file())) {
            Files.readAllLines(path).forEach(line -> targets.add(line.split(" ", 8)[6]));
        }
        List<String> expected = new ArrayList<>();
        for (int i = 1; i <= sent.get(); i++) {
            expected.add("/" + i);
        }
        assertThat(targets).containsExactlyElementsOf(expected);
    }

    @Test
    void saysAtTheStartThatTheFileCanNotBeWritten() throws IOException {
        assertThatThrownBy(() -> OwnServer.withRoutes(
                                folder, RawBackend.refusing(), "[access-log]\nfile = \"" + folder + "\"\n")
                        .close())
                .isInstanceOf(StartException.class)
                .hasMessage("[access-log] can't write to " + folder + ": it is no file");
    }

    private static void send(RawClient client, AtomicInteger sent) throws IOException {
        for (int i = 0; i < 50; i++) {
            client.write("GET /" + sent.incrementAndGet() + " HTTP/1.1\r\nHost: x\r\n\r\n");
            client.readUntil("ok");
        }
    }

    private Path file() {
        return folder.resolve("access.log");
    }

    private String line() {
        return lines(1).get(0);
    }

    /** Waits for them: a client may have its answer before the exchange is over for the server. */
    private List<String> lines(int count) {
        Await.untilTrue(
                count + " lines are there",
                LIMIT,
                () -> Files.readAllLines(file()).size() >= count);
        try {
            List<String> lines = Files.readAllLines(file());
            assertThat(lines).hasSize(count);
            return lines;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
