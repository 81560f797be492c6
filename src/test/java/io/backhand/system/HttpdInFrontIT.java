package io.backhand.system;

import static io.backhand.testing.httpd.HttpdClient.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backhand.testing.SecretFile;
import io.backhand.testing.TestCertificate;
import io.backhand.testing.cluster.BalancerProcess;
import io.backhand.testing.cluster.TestBackend.Kind;
import io.backhand.testing.cluster.TestCluster;
import io.backhand.testing.httpd.Httpd;
import io.backhand.testing.httpd.HttpdClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.HttpTester;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Apache httpd in front of the balancer, with the files of {@code httpd-conf/} that speak HTTP to it, as they are shipped. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpdInFrontIT {
    private static final String CLIENT = "127.0.0.9";
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    /** A file of {@code httpd-conf/} and what backends are told of how the client came. */
    private enum Front {
        HTTP("http-behind.conf", "http", "80"),
        HTTP2("http2-behind.conf", "http", "80"),
        TLS("tls-in-front.conf", "https", "443"),
        STATIC("static-and-rest.conf", "http", "80");

        private final Path conf;
        private final String scheme;
        private final String port;

        Front(String conf, String scheme, String port) {
            this.conf = Path.of("httpd-conf", conf);
            this.scheme = scheme;
            this.port = port;
        }
    }

    private final Map<Front, Httpd> httpds = new EnumMap<>(Front.class);
    private TestCluster cluster;
    private BalancerProcess balancer;
    private SSLContext tls;
    private String certificate;

    @BeforeAll
    void startCluster(@TempDir Path folder) throws Exception {
        assumeTrue(Httpd.isInstalled(), "Apache httpd is not installed");
        TestCertificate made = TestCertificate.make(folder, "localhost", "EC");
        tls = made.sslContext();
        certificate = Files.readString(made.certificate());
        cluster = new TestCluster(folder);
        balancer = cluster.balancerWith(
                """
                trust = ["127.0.0.1/32"]
                h2c = true
                [admin]
                token-file = "%s"
                """
                        .formatted(SecretFile.write(folder.resolve("admin.token"), TOKEN)));
        TestCluster.awaitUp(balancer, cluster.backend(Kind.JETTY_WITH_AGENT, "alpha"));
        for (Front front : Front.values()) {
            Path own = Files.createDirectory(folder.resolve(front.name()));
            httpds.put(front, Httpd.start(front.conf, defines(folder, made), own));
        }
    }

    private Map<String, String> defines(Path folder, TestCertificate made) throws IOException {
        Map<String, String> defines = new HashMap<>();
        defines.put("BACKHAND_URL", "http://127.0.0.1:" + balancer.port());
        defines.put("BACKHAND_ADDRESS", "127.0.0.1:" + balancer.port());
        defines.put("BACKHAND_TLS_PORT", "${HTTPD_PORT}");
        defines.put("BACKHAND_CERTIFICATE", made.certificate().toString());
        defines.put("BACKHAND_KEY", made.key().toString());
        defines.put("BACKHAND_CLIENT_CA", made.certificate().toString());
        defines.put("STATIC_FOLDER", staticFolder(folder).toString());
        return defines;
    }

    /** A folder that the user httpd works as can read. */
    private static Path staticFolder(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        Path files = Files.createDirectories(folder.resolve("static"));
        Files.writeString(files.resolve("logo.txt"), "a logo");
        return files;
    }

    @AfterAll
    void endCluster() throws Exception {
        httpds.values().forEach(Httpd::close);
        if (cluster != null) {
            cluster.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theBackendLearnsTheClientAndWhatItAskedFor(Front front) throws Exception {
        String seen =
                through(front, "GET /whoami HTTP/1.1", "Host: shop.example").getContent();

        assertThat(told("Host", seen)).isEqualTo("shop.example");
        assertThat(told("X-Forwarded-Proto", seen)).isEqualTo(front.scheme);
        assertThat(told("X-Forwarded-Port", seen)).isEqualTo(front.port);
        assertThat(told("X-Forwarded-Host", seen)).isEqualTo("shop.example");
        assertThat(told("X-Forwarded-For", seen)).isEqualTo(CLIENT + ", 127.0.0.1");
        assertThat(told("X-Real-IP", seen)).isEqualTo(CLIENT);
        assertThat(told("Forwarded", seen)).startsWith("for=" + CLIENT + ";proto=" + front.scheme + ", for=127.0.0.1;");
    }

    @ParameterizedTest
    @EnumSource
    void whatAClientClaimsOfItselfDoesNotPassHttpd(Front front) throws Exception {
        String seen = through(
                        front,
                        "GET /whoami HTTP/1.1",
                        "Host: shop.example",
                        "Forwarded: for=6.6.6.6;proto=gopher",
                        "X-Forwarded-For: 6.6.6.6",
                        "X-Forwarded-Host: 6.6.6.6",
                        "X-Forwarded-Port: 6666",
                        "X-Forwarded-Proto: gopher",
                        "X-Forwarded-Prefix: /6.6.6.6",
                        "X-Forwarded-Ssl: gopher",
                        "X_Forwarded_For: 6.6.6.6",
                        "X-Real-IP: 6.6.6.6",
                        "Client-Cert: :gopher:",
                        "X-SSL-Client-Verify: gopher",
                        "X-SSL-Client-S-DN: CN=gopher")
                .getContent();

        assertThat(seen).contains("\"target\":\"/whoami\"").doesNotContain("6.6.6.6", "6666", "gopher");
    }

    @ParameterizedTest
    @EnumSource
    void thePathGoesOnAsItCame(Front front) throws Exception {
        HttpTester.Response slash = through(front, "GET /status%2F200 HTTP/1.1", "Host: shop.example");
        String seen = through(front, "GET /whoami?q=%2F&r=a+b%20c HTTP/1.1", "Host: shop.example")
                .getContent();

        assertThat(slash.getStatus())
                .as("an encoded slash is no slash to the backend")
                .isEqualTo(404);
        assertThat(slash.get("X-Backend")).isEqualTo("alpha");
        assertThat(seen).contains("\"target\":\"/whoami?q=%2F&r=a+b%20c\"");
    }

    @ParameterizedTest
    @EnumSource
    void aBodyGoesUpAndDown(Front front) throws Exception {
        String[] head = {"POST /echo HTTP/1.1", "Host: shop.example", "Transfer-Encoding: chunked"};

        assertThat(client(CLIENT, front)
                        .askWithBody(port(front), "6\r\nthe bo\r\n2\r\ndy\r\n0\r\n\r\n", head)
                        .getContent())
                .isEqualTo("the body");
    }

    @ParameterizedTest
    @EnumSource
    void aWebSocketPasses(Front front) throws Exception {
        String scheme = front == Front.TLS ? "wss" : "ws";
        Heard heard = new Heard();
        WebSocket socket = http().newWebSocketBuilder()
                .buildAsync(URI.create(scheme + "://localhost:" + port(front) + "/ws"), heard)
                .get(20, TimeUnit.SECONDS);
        socket.sendText("through httpd", true).get(20, TimeUnit.SECONDS);

        assertThat(heard.text.get(20, TimeUnit.SECONDS)).isEqualTo("through httpd");
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(20, TimeUnit.SECONDS);
        assertThat(heard.closed.get(20, TimeUnit.SECONDS)).isEqualTo(WebSocket.NORMAL_CLOSURE);
    }

    @ParameterizedTest
    @EnumSource
    void statusAndAdminAreClosedBehindHttpdAndToForeignHosts(Front front) throws Exception {
        String page = "GET /backhand/ HTTP/1.1";
        String drain = "POST /backhand/api/servers/alpha/drain HTTP/1.1";
        String token = "Authorization: Bearer " + TOKEN;

        assertThat(through(front, page, "Host: localhost").getStatus()).isEqualTo(404);
        assertThat(client("127.0.0.1", front)
                        .ask(port(front), page, "Host: localhost")
                        .getStatus())
                .as("a client on this machine, through httpd")
                .isEqualTo(404);
        assertThat(client("127.0.0.1", front)
                        .ask(port(front), drain, "Host: localhost", token, "Content-Length: 0")
                        .getStatus())
                .as("who has the token, on this machine, through httpd")
                .isEqualTo(404);
        assertThat(directly(page, "Host: rebound.example").getStatus()).isEqualTo(404);
        assertThat(directly(page, "Host: localhost:" + balancer.port()).getStatus())
                .isEqualTo(200);
    }

    @Test
    void httpdSpeaksHttp2ToTheBalancer() throws Exception {
        String seen = through(Front.HTTP2, "GET /whoami HTTP/1.1", "Host: shop.example")
                .getContent();

        assertThat(told("Via", seen)).startsWith("2.0 backhand-");
    }

    @Test
    void aBackendLearnsTheCertificateThatHttpdWasShown() throws Exception {
        String seen =
                through(Front.TLS, "GET /whoami HTTP/1.1", "Host: shop.example").getContent();

        assertThat(told("X-SSL-Client-Verify", seen)).isEqualTo("SUCCESS");
        assertThat(told("X-SSL-Client-S-DN", seen)).isEqualTo("CN=localhost");
        assertThat(told("X-SSL-Client-I-DN", seen)).isEqualTo("CN=localhost");
        assertThat(told("Client-Cert", seen))
                .isEqualTo(certificate.replaceAll("-----[A-Z ]+-----", ":").replaceAll("\\s", ""));
    }

    @Test
    void clientsOfHttpdMaySpeakHttp2() throws Exception {
        HttpResponse<String> answer = http().send(
                        HttpRequest.newBuilder(URI.create("https://localhost:" + port(Front.TLS) + "/whoami"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(told("X-Forwarded-Proto", answer.body())).isEqualTo("https");
    }

    @Test
    void httpdServesItsFilesAndPassesTheRest() throws Exception {
        HttpTester.Response file = through(Front.STATIC, "GET /static/logo.txt HTTP/1.1", "Host: shop.example");
        HttpTester.Response missing = through(Front.STATIC, "GET /static/whoami HTTP/1.1", "Host: shop.example");
        HttpTester.Response out = through(Front.STATIC, "GET /static/../whoami HTTP/1.1", "Host: shop.example");
        HttpTester.Response like = through(Front.STATIC, "GET /statically HTTP/1.1", "Host: shop.example");

        assertThat(file.getContent()).isEqualTo("a logo");
        assertThat(file.get("Via")).isNull();
        assertThat(missing.getStatus()).isEqualTo(404);
        assertThat(missing.get("Via")).isNull();
        assertThat(out.get("X-Backend")).isEqualTo("alpha");
        assertThat(like.get("X-Backend")).isEqualTo("alpha");
    }

    private HttpTester.Response through(Front front, String... head) throws IOException {
        return client(CLIENT, front).ask(port(front), head);
    }

    private HttpTester.Response directly(String... head) throws IOException {
        return HttpdClient.plain("127.0.0.1").ask(balancer.port(), head);
    }

    private HttpdClient client(String from, Front front) {
        return new HttpdClient(from, front == Front.TLS ? Optional.of(tls) : Optional.empty());
    }

    private int port(Front front) {
        return Objects.requireNonNull(httpds.get(front)).port();
    }

    private HttpClient http() {
        return HttpClient.newBuilder().sslContext(tls).build();
    }

    /** The first message, and how the socket was closed. */
    private static final class Heard implements WebSocket.Listener {
        private final CompletableFuture<String> text = new CompletableFuture<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.complete(data.toString());
            return WebSocket.Listener.super.onText(socket, data, last);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
            closed.complete(statusCode);
            return WebSocket.Listener.super.onClose(socket, statusCode, reason);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            text.completeExceptionally(error);
            closed.completeExceptionally(error);
        }
    }
}
