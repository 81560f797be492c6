package io.backhand.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.cluster.Network;
import io.backhand.proxy.TrustedPeers;
import io.backhand.testing.RawHttp;
import io.backhand.testing.RawHttp.Answer;
import io.backhand.testing.SampleCluster;
import io.backhand.testing.SampleStatus;
import java.io.IOException;
import java.util.List;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class StatusServletIT {
    private static final StatusAccess LOCAL_ONLY = new StatusAccess(List.of(), List.of());

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server, 1, 1);
    private final ServletContextHandler context = new ServletContextHandler();

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void showsThePageToThisMachine() throws Exception {
        start(LOCAL_ONLY);
        Answer page = get("/backhand/");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).contains("text/html;charset=utf-8");
        assertThat(page.body()).contains("alpha", "http://127.0.0.1:9001");
    }

    @Test
    void servesJsonMetricsAndTheStyleSheetBesideIt() throws Exception {
        start(LOCAL_ONLY);

        assertThat(get("/backhand/api/servers").header("Content-Type")).contains("application/json");
        assertThat(get("/backhand/api/servers").body()).startsWith("[{\"name\":\"alpha\"");
        assertThat(get("/backhand/metrics").header("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        assertThat(get("/backhand/metrics").body()).contains("backhand_heartbeats_accepted_total 1234.0");
        assertThat(get("/backhand/status.css").header("Content-Type")).contains("text/css;charset=utf-8");
    }

    @Test
    void guardsWhatItShows() throws Exception {
        start(LOCAL_ONLY);
        Answer page = get("/backhand/");

        assertThat(page.header("Cache-Control")).contains("no-store");
        assertThat(page.header("X-Content-Type-Options")).contains("nosniff");
        assertThat(page.header("Referrer-Policy")).contains("no-referrer");
        assertThat(page.header("Content-Security-Policy"))
                .hasValueSatisfying(policy ->
                        assertThat(policy).startsWith("default-src 'none'").contains("frame-ancestors 'none'"));
    }

    @Test
    void redirectsToThePageWhereTheSlashIsMissing() throws Exception {
        start(LOCAL_ONLY);
        Answer redirect = get("/backhand");

        assertThat(redirect.status()).isEqualTo(302);
        assertThat(redirect.header("Location")).contains("/backhand/");
    }

    @Test
    void answersHeadWithoutBodyAndRefusesWritingMethods() throws Exception {
        start(LOCAL_ONLY);
        Answer head = RawHttp.send(port(), "HEAD /backhand/api/servers HTTP/1.1", "Host: localhost");
        Answer post = RawHttp.send(port(), "POST /backhand/api/servers HTTP/1.1", "Host: localhost");

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(post.status()).isEqualTo(405);
        assertThat(post.header("Allow")).contains("GET, HEAD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/backhand/nothing", "/backhand/api", "/backhand/api/servers/"})
    void hasNothingElsewhere(String path) throws Exception {
        start(LOCAL_ONLY);

        assertThat(get(path).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: evil.example",
                "Host: localhost\r\nX-Forwarded-For: 127.0.0.1",
                "Host: localhost\r\nx-forwarded-anything: ",
                "Host: localhost\r\nForwarded: for=127.0.0.1",
                "Host: localhost\r\nX-Real-IP: 127.0.0.1",
                "Host: localhost\r\nVia: 1.1 proxy"
            })
    void looksLikeNothingToWhoMayNotSeeIt(String headers) throws Exception {
        start(LOCAL_ONLY);

        for (String path : List.of("/backhand/", "/backhand", "/backhand/api/servers", "/backhand/metrics")) {
            Answer hidden = RawHttp.send(port(), "GET " + path + " HTTP/1.1", headers);
            Answer unmapped = RawHttp.send(port(), "GET /nowhere HTTP/1.1", headers);

            assertThat(hidden.status()).isEqualTo(404);
            assertThat(looksOf(hidden, path)).isEqualTo(looksOf(unmapped, "/nowhere"));
        }
    }

    @Test
    void needsAHostEvenOfOldClients() throws Exception {
        start(LOCAL_ONLY);

        assertThat(RawHttp.send(port(), "GET /backhand/ HTTP/1.0").status()).isEqualTo(404);
        assertThat(RawHttp.send(port(), "GET /backhand/ HTTP/1.0", "Host: localhost")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void isNotOpenedByATargetThatNamesAnotherHost() throws Exception {
        start(LOCAL_ONLY);

        assertThat(RawHttp.send(port(), "GET http://evil.example/backhand/ HTTP/1.1", "Host: localhost")
                        .status())
                .isNotEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Forwarded-For: 192.168.0.7|200",
                "X-Forwarded-For: 10.1.1.1, 192.168.0.7|200",
                "Forwarded: for=192.168.0.7|200",
                "X-Forwarded-For: 192.168.0.7, 127.0.0.1|200",
                "X-Forwarded-For: 192.168.0.7 + X-Forwarded-Host: localhost|200",
                "X-Forwarded-For: 192.168.0.7 + X-Forwarded-Host: evil.example|404",
                "X-Forwarded-For: 10.1.1.1|404",
                "X-Forwarded-For: 192.168.0.7, 10.1.1.1|404",
                "X-Forwarded-For: 127.0.0.1|404",
                "X-Forwarded-For: unknown|404",
                "X-Real-IP: 192.168.0.7|404",
                "Via: 1.1 proxy|404"
            })
    void goesByTheClientThatATrustedProxyForwards(String headers, int status) throws Exception {
        StatusAccess access = new StatusAccess(List.of(Network.parse("192.168.0.0/24")), List.of());
        start(access, new TrustedPeers(List.of(Network.parse("127.0.0.1"))));

        assertThat(RawHttp.send(
                                port(),
                                "GET /backhand/ HTTP/1.1",
                                "Host: localhost\r\n" + headers.replace(" + ", "\r\n"))
                        .status())
                .isEqualTo(status);
    }

    private void start(StatusAccess access) throws Exception {
        start(access, TrustedPeers.NOBODY);
    }

    private void start(StatusAccess access, TrustedPeers trusted) throws Exception {
        context.setAttribute(StatusModel.ATTRIBUTE, SampleStatus.of(new SampleCluster(), access));
        context.addServlet(new ServletHolder("status", new StatusServlet()), "/backhand/*");
        connector.setHost("127.0.0.1");
        connector.addBean(trusted);
        server.addConnector(connector);
        server.setHandler(context);
        server.start();
    }

    private Answer get(String path) throws IOException {
        return RawHttp.send(port(), "GET " + path + " HTTP/1.1", "Host: localhost:" + port());
    }

    private int port() {
        return connector.getLocalPort();
    }

    /** An answer without what any two differ in: their path and the time. */
    private static String looksOf(Answer answer, String path) {
        String head = answer.head().replaceAll("Date:[^\r]*\r\n|Content-Length:[^\r]*\r\n", "");
        return head + answer.body().replace(path, "PATH");
    }
}
