package io.backhand.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.cluster.BalancerProcess;
import io.backhand.testing.cluster.GetLoad;
import io.backhand.testing.cluster.SteadyLoad;
import io.backhand.testing.cluster.SteadyLoad.Mix;
import io.backhand.testing.cluster.TestBackend;
import io.backhand.testing.cluster.TestBackend.Kind;
import io.backhand.testing.cluster.TestCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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

    private static final int PER_SECOND = 2000;

    /** A second until it is noticed, and what a busy machine and the asking take. */
    private static final Duration NOTICED = Duration.ofMillis(2500);

    @TempDir
    private Path folder;

    private final List<TestBackend> backends = new ArrayList<>();
    private TestCluster cluster;
    private BalancerProcess balancer;
    private TestBackend victim;

    @BeforeEach
    void startCluster() throws Exception {
        cluster = new TestCluster(folder);
        balancer = cluster.balancerWith("[[route]]\npath = \"/\"\nfirst-byte-timeout = \"20s\"");
        for (Kind kind : new Kind[] {Kind.JETTY, Kind.TOMCAT, Kind.JETTY, Kind.JETTY}) {
            backends.add(cluster.backend(kind, "b" + backends.size()));
        }
        victim = backends.get(backends.size() - 1);
        TestCluster.awaitUp(balancer, backends.toArray(TestBackend[]::new));
    }

    @AfterEach
    void endCluster() throws Exception {
        cluster.close();
    }

    @Test
    void aFrozenServerGetsNothingAfterASecondAndNothingIsLostWhenItGoesOn() throws Exception {
        try (GetLoad load = new GetLoad(balancer.port(), CLIENTS)) {
            load.awaitOutcome("the victim serves", Duration.ofSeconds(10), this::isByVictim);
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
                    outcome -> isByVictim(outcome) && outcome.begunNanos() - thawed > 0);
            assertThat(load.failures()).as(balancer.process().output()).isEmpty();
        }
    }

    @Test
    void whatWasPlacedThereBeforeIsAnsweredAtItsLimitAndNothingElseFails() throws Exception {
        try (SteadyLoad load = new SteadyLoad(balancer.port(), PER_SECOND, Mix.GETS_AND_POSTS)) {
            load.awaitMore(2 * PER_SECOND);
            load.awaitServedBy(victim.name());
            victim.server().freeze();
            TestCluster.awaitState(balancer, victim, "ejected");
            long ejected = System.nanoTime();
            load.awaitMore(2 * PER_SECOND);
            load.close();

            assertThat(load.failures())
                    .as(balancer.process().output())
                    .allMatch(outcome -> outcome.status() == 504)
                    .allMatch(outcome -> outcome.begunNanos() - ejected < 0);
            victim.server().thaw();
            assertServesAgain(load);
        }
    }

    /** It has run what it had, once: nobody was asked to do it instead. */
    private void assertServesAgain(SteadyLoad before) throws IOException {
        try (SteadyLoad load = new SteadyLoad(balancer.port(), PER_SECOND, Mix.GETS)) {
            load.awaitServedBy(victim.name());
            load.close();
            assertThat(load.failures()).as(balancer.process().output()).isEmpty();
        }
        List<Long> ran = new ArrayList<>();
        for (TestBackend backend : backends) {
            ran.addAll(backend.ran());
        }
        assertThat(ran).doesNotHaveDuplicates();
        assertThat(new HashSet<>(ran)).containsAll(before.postsDone());
    }

    private String requestsTo(TestBackend backend) throws IOException {
        return balancer.api().server(backend.name()).orElseThrow().field("requests");
    }

    private boolean isByVictim(GetLoad.Outcome outcome) {
        return outcome.backend().equals(victim.name());
    }
}
