package io.backhand.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.cluster.Intent;
import io.backhand.testing.SecretFile;
import io.backhand.testing.cluster.Await;
import io.backhand.testing.cluster.BalancerProcess;
import io.backhand.testing.cluster.SteadyLoad;
import io.backhand.testing.cluster.SteadyLoad.Mix;
import io.backhand.testing.cluster.TestBackend;
import io.backhand.testing.cluster.TestBackend.Kind;
import io.backhand.testing.cluster.TestCluster;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Four servers are restarted one after the other at 500 requests a second, half of them POSTs, and nothing is lost. */
@Timeout(300)
class RollingRestartIT {
    private static final int PER_SECOND = 500;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String TOKEN = "a-token-of-thirty-two-characters";

    @TempDir
    private Path folder;

    private final List<TestBackend> backends = new ArrayList<>();
    private TestCluster cluster;
    private BalancerProcess balancer;

    @BeforeEach
    void startBalancer() throws Exception {
        cluster = new TestCluster(folder);
        Path token = SecretFile.write(folder.resolve("admin.token"), TOKEN);
        balancer = cluster.balancerWith("[admin]\ntoken-file = \"" + token + "\"");
    }

    @AfterEach
    void endCluster() throws Exception {
        cluster.close();
    }

    @Test
    void nothingIsLostWhenEachIsDrainedBefore() throws Exception {
        startBackends(Kind.values());
        try (SteadyLoad load = new SteadyLoad(balancer.port(), PER_SECOND, Mix.GETS_AND_POSTS)) {
            for (TestBackend backend : backends) {
                load.awaitServedBy(backend.name());
                drain(backend);
                Await.untilTrue(backend.name() + " may be stopped", LIMIT, () -> mayBeStopped(backend));
                restart(backend);
                takeBack(backend);
                TestCluster.awaitUp(balancer, backend);
                load.awaitServedBy(backend.name());
            }
            load.close();
            assertNothingLost(load);
        }
    }

    @Test
    void nothingIsLostWhenServersWithTheirAgentsInsideAreJustStopped() throws Exception {
        startBackends(Kind.JETTY_WITH_AGENT, Kind.TOMCAT_WITH_AGENT, Kind.JETTY_WITH_AGENT, Kind.TOMCAT_WITH_AGENT);
        try (SteadyLoad load = new SteadyLoad(balancer.port(), PER_SECOND, Mix.GETS_AND_POSTS)) {
            for (TestBackend backend : backends) {
                load.awaitServedBy(backend.name());
                restart(backend);
                TestCluster.awaitUp(balancer, backend);
                load.awaitServedBy(backend.name());
            }
            load.close();
            assertNothingLost(load);
        }
    }

    private void startBackends(Kind... kinds) throws IOException {
        for (Kind kind : kinds) {
            backends.add(cluster.backend(kind, "b" + backends.size()));
        }
        TestCluster.awaitUp(balancer, backends.toArray(TestBackend[]::new));
    }

    /** By its agent where one stands beside it, by the balancer's administrator where not. */
    private void drain(TestBackend backend) throws IOException {
        if (backend.hasAgentBeside()) {
            backend.intend(Intent.DRAINING);
        } else {
            administer(backend, "drain");
        }
    }

    private void takeBack(TestBackend backend) throws IOException {
        if (backend.hasAgentBeside()) {
            backend.intend(Intent.UP);
        } else {
            administer(backend, "enable");
        }
    }

    private void administer(TestBackend backend, String act) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(
                        balancer.api().uri("/backhand/api/servers/" + backend.name() + "/" + act))
                .POST(HttpRequest.BodyPublishers.noBody())
                .header("Authorization", "Bearer " + TOKEN)
                .build();
        assertThat(balancer.api().send(request, BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
    }

    private boolean mayBeStopped(TestBackend backend) throws IOException {
        return balancer.api()
                        .get("/backhand/api/may-stop?server=" + backend.name())
                        .statusCode()
                == 200;
    }

    private static void restart(TestBackend backend) throws IOException {
        backend.server().terminate();
        backend.server().awaitExit(LIMIT);
        backend.startAgain();
    }

    private void assertNothingLost(SteadyLoad load) throws IOException {
        List<Long> ran = new ArrayList<>();
        for (TestBackend backend : backends) {
            ran.addAll(backend.ran());
        }
        assertThat(load.failures()).as(balancer.process().output()).isEmpty();
        assertThat(ran).containsExactlyInAnyOrderElementsOf(load.postsDone());
    }
}
