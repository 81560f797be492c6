package io.backhand.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.cluster.BalancerProcess;
import io.backhand.testing.cluster.GetLoad;
import io.backhand.testing.cluster.TestBackend.Kind;
import io.backhand.testing.cluster.TestCluster;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class SpreadIT {
    private static final int REQUESTS = 1000;

    /** More at a time than one backend is given while others are idle. */
    private static final int MANY = 16;

    @TempDir
    private Path folder;

    private TestCluster cluster;
    private BalancerProcess balancer;

    @BeforeEach
    void startCluster() throws Exception {
        cluster = new TestCluster(folder);
        balancer = cluster.balancer("balancer");
        TestCluster.awaitUp(
                balancer,
                cluster.backend(Kind.JETTY, "alpha"),
                cluster.backend(Kind.TOMCAT, "beta"),
                cluster.backend(Kind.JETTY_WITH_AGENT, "gamma"),
                cluster.backend(Kind.TOMCAT_WITH_AGENT, "delta"));
    }

    @AfterEach
    void endCluster() throws Exception {
        cluster.close();
    }

    @Test
    void spreadsTheRequestsOfOneClientOverAllBackends() {
        assertSpread(1);
    }

    @Test
    void spreadsTheRequestsOfManyClientsOverAllBackends() {
        assertSpread(MANY);
    }

    private void assertSpread(int clients) {
        try (GetLoad load = new GetLoad(balancer.port(), clients)) {
            load.awaitMore(REQUESTS);

            assertThat(load.failures()).as(balancer.process().output()).isEmpty();
            Map<String, Long> served = load.outcomes().stream()
                    .collect(Collectors.groupingBy(GetLoad.Outcome::backend, Collectors.counting()));
            assertThat(served).containsOnlyKeys("alpha", "beta", "gamma", "delta");
            assertThat(served.values()).allMatch(count -> count > REQUESTS / 50);
        }
    }
}
