package io.backhand.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.cluster.BalancerProcess;
import io.backhand.testing.cluster.GetLoad;
import io.backhand.testing.cluster.TestBackend;
import io.backhand.testing.cluster.TestBackend.Kind;
import io.backhand.testing.cluster.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(180)
class LossIT {
    /** So many at a time that no backend is idle while another is busy. */
    private static final int CLIENTS = 8;

    /** Requests before the loss: every client may need two retries, and one is allowed for five requests. */
    private static final int EARNS_THE_RETRIES = CLIENTS * 2 * 5;

    @TempDir
    private Path folder;

    private TestCluster cluster;
    private BalancerProcess balancer;

    @BeforeEach
    void startCluster() throws Exception {
        cluster = new TestCluster(folder);
        balancer = cluster.balancer("balancer");
        TestCluster.awaitUp(balancer, cluster.backend(Kind.JETTY, "stays"));
    }

    @AfterEach
    void endCluster() throws Exception {
        cluster.close();
    }

    /** What is lost of a backend, and how the balancer then shows it. */
    enum Loss {
        SERVER("sick") {
            @Override
            void of(TestBackend backend) {
                backend.server().kill();
            }
        },
        AGENT("silent") {
            @Override
            void of(TestBackend backend) {
                backend.agent().kill();
            }
        },
        BOTH("silent") {
            @Override
            void of(TestBackend backend) {
                backend.server().kill();
                backend.agent().kill();
            }
        };

        private final String state;

        Loss(String state) {
            this.state = state;
        }

        abstract void of(TestBackend backend);
    }

    @ParameterizedTest
    @EnumSource
    void noGetFailsWhenABackendIsLost(Loss loss) throws Exception {
        TestBackend victim = cluster.backend(Kind.TOMCAT, "victim");
        TestCluster.awaitUp(balancer, victim);
        try (GetLoad load = new GetLoad(balancer.port(), CLIENTS)) {
            load.awaitMore(EARNS_THE_RETRIES);
            load.awaitOutcome("the victim serves", Duration.ofSeconds(10), outcome -> outcome.backend()
                    .equals("victim"));
            loss.of(victim);
            TestCluster.awaitState(balancer, victim, loss.state);
            load.awaitMore(200);

            assertThat(load.failures()).as(balancer.process().output()).isEmpty();
        }
    }
}
