package io.backhand.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.cluster.Await;
import io.backhand.testing.cluster.BalancerProcess;
import io.backhand.testing.cluster.SteadyLoad;
import io.backhand.testing.cluster.SteadyLoad.Mix;
import io.backhand.testing.cluster.TestBackend;
import io.backhand.testing.cluster.TestBackend.Kind;
import io.backhand.testing.cluster.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One of four backends is killed at 2,000 requests a second. */
@Timeout(300)
class KilledBackendIT {
    private static final int PER_SECOND = 2000;
    private static final Duration NOTICED = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final List<TestBackend> backends = new ArrayList<>();
    private TestCluster cluster;
    private BalancerProcess balancer;

    @BeforeEach
    void startCluster() throws Exception {
        cluster = new TestCluster(folder);
        balancer = cluster.balancer("balancer");
        for (Kind kind : Kind.values()) {
            backends.add(cluster.backend(kind, "b" + backends.size()));
        }
        TestCluster.awaitUp(balancer, backends.toArray(TestBackend[]::new));
    }

    @AfterEach
    void endCluster() throws Exception {
        cluster.close();
    }

    @Test
    void noGetFails() throws Exception {
        SteadyLoad load = loadOnceOneIsKilled(Mix.GETS, 0);

        assertThat(load.failures()).as(balancer.process().output()).isEmpty();
    }

    @Test
    void onlyPostsThatItHadMayFailAndNoneIsRunTwice() throws Exception {
        SteadyLoad load = loadOnceOneIsKilled(Mix.GETS_AND_POSTS, 3);
        List<Long> ran = new ArrayList<>();
        for (TestBackend backend : backends) {
            ran.addAll(backend.ran());
        }

        // A client waits for one answer at a time: each has been told of its one POST that was there, and no other
        // fails.
        assertThat(load.failures())
                .as(balancer.process().output())
                .hasSizeLessThanOrEqualTo(SteadyLoad.CLIENTS)
                .allMatch(SteadyLoad.Outcome::isPost)
                .allMatch(outcome -> outcome.status() == 502);
        assertThat(ran).doesNotHaveDuplicates();
        assertThat(new HashSet<>(ran)).containsAll(load.postsDone());
    }

    private SteadyLoad loadOnceOneIsKilled(Mix mix, int which) throws Exception {
        TestBackend victim = backends.get(which);
        try (SteadyLoad load = new SteadyLoad(balancer.port(), PER_SECOND, mix)) {
            load.awaitMore(2 * PER_SECOND);
            load.awaitServedBy(victim.name());
            victim.server().kill();
            Await.untilTrue("it is kept out", NOTICED, () -> balancer.api()
                    .server(victim.name())
                    .filter(row -> !row.state().equals("up"))
                    .isPresent());
            long keptOut = System.nanoTime();
            load.awaitMore(2 * PER_SECOND);
            load.close();

            assertThat(load.failures())
                    .as(balancer.process().output())
                    .allMatch(outcome -> outcome.begunNanos() - keptOut < 0);
            return load;
        }
    }
}
