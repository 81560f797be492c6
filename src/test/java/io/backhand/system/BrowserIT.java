package io.backhand.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backhand.testing.cluster.BalancerProcess;
import io.backhand.testing.cluster.Browser;
import io.backhand.testing.cluster.TestBackend.Kind;
import io.backhand.testing.cluster.TestCluster;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class BrowserIT {
    @TempDir
    private Path folder;

    @Test
    void aBrowserOnThisMachineSeesTheStatusButNotByAForeignName() throws Exception {
        assumeTrue(Browser.isInstalled(), "Chromium is not installed");
        try (TestCluster cluster = new TestCluster(folder)) {
            BalancerProcess balancer = cluster.balancer("balancer");
            TestCluster.awaitUp(balancer, cluster.backend(Kind.JETTY_WITH_AGENT, "alpha"));

            assertThat(document("localhost", balancer, "/backhand/")).contains("alpha");
            assertThat(document("rebound.example", balancer, "/backhand/")).doesNotContain("alpha");
        }
    }

    @Test
    void aBrowserTalksToABackendByWebSocket() throws Exception {
        assumeTrue(Browser.isInstalled(), "Chromium is not installed");
        try (TestCluster cluster = new TestCluster(folder)) {
            BalancerProcess balancer = cluster.balancer("balancer");
            TestCluster.awaitUp(balancer, cluster.backend(Kind.JETTY_WITH_AGENT, "alpha"));

            assertThat(document("localhost", balancer, "/socket")).contains("<title>heard a browser</title>");
        }
    }

    private String document(String host, BalancerProcess balancer, String path) throws Exception {
        Path own = Files.createTempDirectory(folder, host);
        URI page = URI.create("http://" + host + ":" + balancer.port() + path);
        return Browser.documentOf(page, "MAP rebound.example 127.0.0.1", own);
    }
}
