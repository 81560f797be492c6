package io.backhand.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backhand.testing.cluster.BalancerProcess;
import io.backhand.testing.cluster.Browser;
import io.backhand.testing.cluster.TestBackend.Kind;
import io.backhand.testing.cluster.TestCluster;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class BrowserIT {
    private static final String ONE_PIXEL = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

    @TempDir
    private Path folder;

    @Test
    void aBrowserOnThisMachineSeesTheStatusButNotByAForeignName() throws Exception {
        assumeTrue(Browser.isInstalled(), "Chromium is not installed");
        try (TestCluster cluster = new TestCluster(folder)) {
            BalancerProcess balancer = cluster.balancer("balancer");
            TestCluster.awaitUp(balancer, cluster.backend(Kind.JETTY_WITH_AGENT, "alpha"));

            assertThat(document("localhost", balancer)).contains("alpha");
            assertThat(document("rebound.example", balancer)).doesNotContain("alpha");
        }
    }

    @Test
    void aBrowserTalksToABackendByWebSocket() throws Exception {
        assumeTrue(Browser.isInstalled(), "Chromium is not installed");
        try (TestCluster cluster = new TestCluster(folder)) {
            BalancerProcess balancer = cluster.balancer("balancer");
            TestCluster.awaitUp(balancer, cluster.backend(Kind.JETTY_WITH_AGENT, "alpha"));
            String at = "localhost:" + balancer.port();
            // A document is shown when it is complete: its picture is slow in coming, until the answer is there.
            String page = "<img src='http://" + at + "/slow?ms=30000'><script>"
                    + "function end(title) { document.title = title; document.images[0].src = 'data:image/gif;base64,"
                    + ONE_PIXEL + "' };"
                    + "var s = new WebSocket('ws://" + at + "/ws');"
                    + "s.onopen = function() { s.send('a browser') };"
                    + "s.onmessage = function(e) { end('heard ' + e.data) };"
                    + "s.onerror = function() { end('failed') };"
                    + "</script>";
            String inline = Base64.getEncoder().encodeToString(page.getBytes(StandardCharsets.US_ASCII));
            Path own = Files.createTempDirectory(folder, "socket");
            URI address = URI.create("data:text/html;base64," + inline);

            assertThat(Browser.documentOf(address, "MAP rebound.example 127.0.0.1", own))
                    .contains("<title>heard a browser</title>");
        }
    }

    private String document(String host, BalancerProcess balancer) throws Exception {
        Path own = Files.createTempDirectory(folder, host);
        URI page = URI.create("http://" + host + ":" + balancer.port() + "/backhand/");
        return Browser.documentOf(page, "MAP rebound.example 127.0.0.1", own);
    }
}
