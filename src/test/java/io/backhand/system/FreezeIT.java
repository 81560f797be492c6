package io.backhand.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.cluster.BalancerProcess;
import io.backhand.testing.cluster.GetLoad;
import io.backhand.testing.cluster.TestBackend;
import io.backhand.testing.cluster.TestBackend.Kind;
import io.backhand.testing.cluster.TestCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no SIGSTOP")
class FreezeIT {
    private static final int CLIENTS = 8;

    /** A second until it is noticed, and what a busy machine and the asking take. */
    private static final Duration NOTICED = Duration.ofMillis(2500);

    @TempDir
    private Path folder;

    private TestCluster cluster;
    private BalancerProcess balancer;

    @BeforeEach
    void startCluster() throws Exception {
        cluster = new TestCluster(folder);
        balancer = cluster.balancer("balancer");
    }

    @AfterEach
    void endCluster() throws Exception {
        cluster.close();
    }

    @Test
    void aFrozenServerGetsNothingAfterASecondAndNothingIsLostWhenItGoesOn() throws Exception {
        TestBackend victim = cluster.backend(Kind.JETTY, "victim");
        TestCluster.awaitUp(
                balancer,
                cluster.backend(Kind.JETTY, "alpha"),
                cluster.backend(Kind.JETTY, "beta"),
                cluster.backend(Kind.TOMCAT, "gamma"),
                victim);
        try (GetLoad load = new GetLoad(balancer.port(), CLIENTS)) {
            load.awaitOutcome("the victim serves", Duration.ofSeconds(10), outcome -> isBy(outcome, "victim"));
            long frozen = System.nanoTime();
            victim.server().freeze();
            TestCluster.awaitState(balancer, victim, "ejected");
            assertThat(Duration.ofNanos(System.nanoTime() - frozen)).isLessThan(NOTICED);
            String sent = requestsTo(victim);
            load.awaitMore(3000);
            assertThat(requestsTo(victim)).isEqualTo(sent);

            victim.server().thaw();
            long thawed = System.nanoTime();
            load.awaitOutcome(
                    "the victim serves again",
                    Duration.ofSeconds(10),
                    outcome -> isBy(outcome, "victim") && outcome.begunNanos() - thawed > 0);
            assertThat(load.failures()).as(balancer.process().output()).isEmpty();
        }
    }

    private String requestsTo(TestBackend backend) throws IOException {
        return balancer.api().server(backend.name()).orElseThrow().field("requests");
    }

    private static boolean isBy(GetLoad.Outcome outcome, String backend) {
        return outcome.backend().equals(backend);
    }
}
