package io.backhand.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.cluster.BalancerProcess;
import io.backhand.testing.cluster.TestBackend;
import io.backhand.testing.cluster.TestBackend.Kind;
import io.backhand.testing.cluster.TestCluster;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class TwoBalancersIT {
    @TempDir
    private Path folder;

    @Test
    void bothHearTheSameAgentsAndBothServe() throws Exception {
        try (TestCluster cluster = new TestCluster(folder)) {
            BalancerProcess one = cluster.balancer("one");
            BalancerProcess two = cluster.balancer("two");
            TestBackend alpha = cluster.backend(Kind.JETTY, "alpha");
            TestBackend beta = cluster.backend(Kind.TOMCAT_WITH_AGENT, "beta");

            TestCluster.awaitUp(one, alpha, beta);
            TestCluster.awaitUp(two, alpha, beta);
            assertThat(one.api().get("/whoami").statusCode()).isEqualTo(200);
            assertThat(two.api().get("/whoami").statusCode()).isEqualTo(200);
        }
    }
}
