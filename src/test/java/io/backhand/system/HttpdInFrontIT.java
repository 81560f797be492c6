package io.backhand.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backhand.testing.RawClient;
import io.backhand.testing.cluster.BalancerProcess;
import io.backhand.testing.cluster.TestBackend.Kind;
import io.backhand.testing.cluster.TestCluster;
import io.backhand.testing.httpd.Httpd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.jetty.http.HttpTester;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code httpd-conf/http-behind.conf} as it is shipped. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpdInFrontIT {
    private static final String CLIENT = "127.0.0.9";

    private TestCluster cluster;
    private BalancerProcess balancer;
    private Httpd httpd;

    @BeforeAll
    void startCluster(@TempDir Path folder) throws Exception {
        assumeTrue(Httpd.isInstalled(), "Apache httpd is not installed");
        cluster = new TestCluster(folder);
        balancer = cluster.balancerBehind("127.0.0.1/32");
        TestCluster.awaitUp(balancer, cluster.backend(Kind.JETTY_WITH_AGENT, "alpha"));
        httpd = Httpd.start(
                Path.of("httpd-conf", "http-behind.conf"),
                Map.of("BACKHAND_URL", "http://127.0.0.1:" + balancer.port()),
                List.of("headers", "proxy", "proxy_http"),
                folder);
    }

    @AfterAll
    void endCluster() throws Exception {
        if (httpd != null) {
            httpd.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void theBackendLearnsTheClientAndTheHostItAskedFor() throws IOException {
        String seen = throughHttpd("GET /whoami HTTP/1.1", "Host: shop.example").getContent();

        assertThat(seen).contains("[\"X-Forwarded-Proto\",\"http\"]").contains("[\"Host\",\"shop.example\"]");
        assertThat(valueOf("X-Forwarded-For", seen)).startsWith(CLIENT);
        assertThat(valueOf("Forwarded", seen)).startsWith("for=" + CLIENT + ";proto=http");
    }

    @Test
    void whatAClientClaimsOfItselfDoesNotPassHttpd() throws IOException {
        String seen = throughHttpd(
                        "GET /whoami HTTP/1.1",
                        "Host: shop.example",
                        "Forwarded: for=6.6.6.6;proto=https",
                        "X-Forwarded-For: 6.6.6.6",
                        "X-Forwarded-Host: 6.6.6.6",
                        "X-Forwarded-Proto: https",
                        "X-Real-IP: 6.6.6.6")
                .getContent();

        assertThat(seen).doesNotContain("6.6.6.6").doesNotContain("https");
    }

    @Test
    void thePathGoesOnAsItCame() throws IOException {
        HttpTester.Response slash = throughHttpd("GET /status%2F200 HTTP/1.1", "Host: shop.example");
        String seen = throughHttpd("GET /whoami?q=%2F&r=a+b%20c HTTP/1.1", "Host: shop.example")
                .getContent();

        assertThat(slash.getStatus())
                .as("an encoded slash is no slash to the backend")
                .isEqualTo(404);
        assertThat(slash.get("X-Backend")).isEqualTo("alpha");
        assertThat(seen).contains("\"target\":\"/whoami?q=%2F&r=a+b%20c\"");
    }

    @Test
    void theStatusIsHiddenBehindHttpdAndFromForeignHosts() throws IOException {
        String page = "GET /backhand/ HTTP/1.1";

        assertThat(throughHttpd(page, "Host: localhost").getStatus()).isEqualTo(404);
        assertThat(send("127.0.0.1", httpd.port(), page, "Host: localhost").getStatus())
                .as("a client on this machine, through httpd")
                .isEqualTo(404);
        assertThat(directly(page, "Host: rebound.example").getStatus()).isEqualTo(404);
        assertThat(directly(page, "Host: localhost:" + balancer.port()).getStatus())
                .isEqualTo(200);
    }

    private HttpTester.Response throughHttpd(String... head) throws IOException {
        return send(CLIENT, httpd.port(), head);
    }

    private HttpTester.Response directly(String... head) throws IOException {
        return send("127.0.0.1", balancer.port(), head);
    }

    /** One request, without the connection's header line, and its answer. */
    private static HttpTester.Response send(String from, int port, String... head) throws IOException {
        String request = String.join("\r\n", head) + "\r\nConnection: close\r\n\r\n";
        return Objects.requireNonNull(HttpTester.parseResponse(RawClient.exchange(from, port, request)), "no answer");
    }

    /** The value of a header as {@code /whoami} lists it; empty where it does not. */
    private static String valueOf(String header, String whoami) {
        String before = "[\"" + header + "\",\"";
        int start = whoami.indexOf(before);
        return start < 0 ? "" : whoami.substring(start + before.length(), whoami.indexOf("\"]", start));
    }
}
