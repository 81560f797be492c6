package io.backhand.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.cluster.BalancerProcess;
import io.backhand.testing.cluster.GetLoad;
import io.backhand.testing.cluster.GroupEar;
import io.backhand.testing.cluster.TestBackend;
import io.backhand.testing.cluster.TestBackend.Kind;
import io.backhand.testing.cluster.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class JoinAndLeaveIT {
    private static final Duration FIRST_REQUEST = Duration.ofMillis(1500);
    private static final Duration LAST_REQUEST = Duration.ofMillis(300);

    /** So many at a time that no backend is idle while another is busy. */
    private static final int CLIENTS = 8;

    /** Requests before a loss: every client may need two retries, and one is allowed for five requests. */
    private static final int EARNS_THE_RETRIES = CLIENTS * 2 * 5;

    @TempDir
    private Path folder;

    private TestCluster cluster;
    private BalancerProcess balancer;
    private TestBackend alpha;
    private GroupEar ear;

    @BeforeEach
    void startCluster() throws Exception {
        cluster = new TestCluster(folder);
        balancer = cluster.balancer("balancer");
        ear = cluster.ear();
        alpha = cluster.backend(Kind.JETTY, "alpha");
        TestCluster.awaitUp(balancer, alpha);
    }

    @AfterEach
    void endCluster() throws Exception {
        cluster.close();
    }

    @Test
    void aBackendGetsRequestsSoonAfterItsFirstHeartbeat() throws Exception {
        try (GetLoad load = new GetLoad(balancer.port(), CLIENTS)) {
            load.awaitMore(50);
            cluster.backend(Kind.TOMCAT, "beta");
            long heard = ear.awaitFirst("beta", "up");
            long served = load.awaitOutcome("beta serves", FIRST_REQUEST.multipliedBy(4), by("beta"))
                    .begunNanos();

            assertThat(Duration.ofNanos(served - heard)).isLessThan(FIRST_REQUEST);
            assertThat(load.failures()).as(balancer.process().output()).isEmpty();
        }
    }

    @Test
    void aBackendGetsNoRequestsAfterItsGoodbye() throws Exception {
        TestBackend beta = cluster.backend(Kind.JETTY, "beta");
        TestCluster.awaitUp(balancer, beta);
        try (GetLoad load = new GetLoad(balancer.port(), CLIENTS)) {
            load.awaitMore(EARNS_THE_RETRIES);
            load.awaitOutcome("beta serves", Duration.ofSeconds(10), by("beta"));
            beta.agent().terminate();
            long goodbye = ear.awaitFirst("beta", "leaving");
            long late = goodbye + LAST_REQUEST.toNanos();
            load.awaitOutcome("others are asked later", Duration.ofSeconds(10), outcome -> outcome.begunNanos() > late);
            load.awaitMore(400);

            assertThat(load.outcomes()).filteredOn(by("beta")).allMatch(outcome -> outcome.begunNanos() < late);
            assertThat(load.failures()).as(balancer.process().output()).isEmpty();
        }
    }

    @Test
    void noRequestFailsWhileAServerWithItsAgentInsideStops() throws Exception {
        for (Kind kind : new Kind[] {Kind.JETTY_WITH_AGENT, Kind.TOMCAT_WITH_AGENT}) {
            String name = kind.name().toLowerCase(Locale.ROOT);
            TestBackend leaving = cluster.backend(kind, name);
            TestCluster.awaitUp(balancer, leaving);
            try (GetLoad load = new GetLoad(balancer.port(), CLIENTS)) {
                load.awaitMore(EARNS_THE_RETRIES);
                load.awaitOutcome(name + " serves", Duration.ofSeconds(10), by(name));
                leaving.server().terminate();
                ear.awaitFirst(name, "leaving");
                leaving.server().awaitExit(Duration.ofSeconds(20));
                load.awaitMore(100);

                assertThat(load.failures()).as(balancer.process().output()).isEmpty();
            }
        }
    }

    private static Predicate<GetLoad.Outcome> by(String backend) {
        return outcome -> outcome.backend().equals(backend);
    }
}
