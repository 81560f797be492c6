package io.backhand.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backhand.testing.RawClient;
import io.backhand.testing.cluster.BalancerProcess;
import io.backhand.testing.cluster.TestBackend;
import io.backhand.testing.cluster.TestBackend.Kind;
import io.backhand.testing.cluster.TestCluster;
import io.backhand.testing.httpd.Httpd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code httpd-conf/two-balancers.conf}: the second is a hot stand-by. */
@Timeout(180)
class TwoBalancersBehindHttpdIT {
    private static final int REQUESTS = 20;

    @TempDir
    private Path folder;

    @Test
    void theSecondServesWhenTheFirstIsGoneAndOnlyThen() throws Exception {
        assumeTrue(Httpd.isInstalled(), "Apache httpd is not installed");
        try (TestCluster cluster = new TestCluster(folder)) {
            BalancerProcess first = cluster.balancer("first");
            BalancerProcess second = cluster.balancer("second");
            TestBackend alpha = cluster.backend(Kind.JETTY_WITH_AGENT, "alpha");
            TestCluster.awaitUp(first, alpha);
            TestCluster.awaitUp(second, alpha);
            Map<String, String> defines = Map.of(
                    "BACKHAND_1",
                    "http://127.0.0.1:" + first.port(),
                    "BACKHAND_2",
                    "http://127.0.0.1:" + second.port());
            try (Httpd httpd = Httpd.start(Path.of("httpd-conf", "two-balancers.conf"), defines, folder)) {
                assertAllServed(httpd);
                assertThat(servedBy(first)).isEqualTo(REQUESTS);
                assertThat(servedBy(second)).isZero();

                first.process().kill();
                assertAllServed(httpd);
                assertThat(servedBy(second)).isEqualTo(REQUESTS);
            }
        }
    }

    private static void assertAllServed(Httpd httpd) throws IOException {
        for (int i = 0; i < REQUESTS; i++) {
            String answer = RawClient.exchange(
                    httpd.port(), "GET /whoami HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n");
            assertThat(answer).as("request " + i).startsWith("HTTP/1.1 200");
        }
    }

    private static int servedBy(BalancerProcess balancer) throws IOException {
        return Integer.parseInt(balancer.api().server("alpha").orElseThrow().field("requests"));
    }
}
