package io.backhand.candidacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.candidacy.functions.FunctionCatalogue;
import io.backhand.cluster.AdminState;
import io.backhand.cluster.BackendId;
import io.backhand.cluster.Cluster;
import io.backhand.cluster.HeartbeatTable;
import io.backhand.cluster.Intent;
import io.backhand.cluster.Sender;
import io.backhand.testing.Backends;
import io.backhand.testing.Facts;
import io.backhand.testing.ManualClock;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a request of a session goes while its server drains, and when that has gone. */
class SessionPlacementTest {
    private static final String CHAIN = "byAge 5s,bySession JSESSIONID,byRandom";

    private final ManualClock clock = new ManualClock();
    private final Random chance = new Random(5);
    private final Cluster cluster = new Cluster(new HeartbeatTable(16), List.of(), Optional.empty(), clock);

    @BeforeEach
    void threeOfThem() {
        hear("alpha", Intent.UP);
        hear("beta", Intent.UP);
        hear("gamma", Intent.UP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                CHAIN,
                "bySession JSESSIONID",
                "byAge 5s,byRandom,byLogWindow,bySession JSESSIONID",
                "byHostname a,byAge 5s,bySession JSESSIONID"
            })
    void aDrainingServerKeepsItsSessionsAndGetsNothingNew(String chain) {
        hear("alpha", Intent.DRAINING);

        assertThat(places(chain, "8A3F.alpha")).containsExactly("alpha");
        assertThat(places(chain, "8A3F")).doesNotContain("alpha").isNotEmpty();
        assertThat(places(chain, "8A3F.gone")).doesNotContain("alpha").isNotEmpty();
    }

    @Test
    void itKeepsThemAsLongAsItIsHeardAndNoLonger() {
        hear("alpha", Intent.DRAINING);
        cluster.roster();
        clock.advance(Duration.ofSeconds(4));
        hearAll(Intent.DRAINING);
        clock.advance(Duration.ofSeconds(4));

        assertThat(places(CHAIN, "8A3F.alpha")).containsExactly("alpha");

        clock.advance(Duration.ofSeconds(2));
        hear("beta", Intent.UP);
        assertThat(places(CHAIN, "8A3F.alpha")).containsExactly("beta");
    }

    @Test
    void whatItSaysNextCounts() {
        hear("alpha", Intent.DRAINING);
        assertThat(places(CHAIN, "8A3F.alpha")).containsExactly("alpha");

        hear("alpha", Intent.SICK);
        assertThat(places(CHAIN, "8A3F.alpha")).doesNotContain("alpha");

        hear("alpha", Intent.DRAINING);
        assertThat(places(CHAIN, "8A3F.alpha")).containsExactly("alpha");

        hear("alpha", Intent.UP);
        assertThat(places(CHAIN, "8A3F")).contains("alpha");

        hear("alpha", Intent.LEAVING);
        assertThat(places(CHAIN, "8A3F.alpha")).doesNotContain("alpha");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aServerThatIsKeptOutLosesItsSessionsToOneOther(boolean draining) {
        hear("alpha", draining ? Intent.DRAINING : Intent.UP);
        cluster.outliers().refused(cluster.backend(new BackendId("alpha")).orElseThrow(), clock.nanoTime(), "refused");

        assertThat(places(CHAIN, "8A3F.alpha")).hasSize(1).doesNotContain("alpha");
        clock.advance(Duration.ofSeconds(1));
        assertThat(places(CHAIN, "8A3F.alpha")).containsExactly("alpha");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void afterAFailedTryTheSessionMovesAsItDoesForAnyOtherRequestOfIt(boolean draining) {
        hear("alpha", draining ? Intent.DRAINING : Intent.UP);
        Set<String> second = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            Placement placement = placement(CHAIN, "8A3F.alpha");
            assertThat(name(placement)).isEqualTo("alpha");
            second.add(name(placement));
        }
        hear("alpha", Intent.LEAVING);

        assertThat(second).hasSize(1).isEqualTo(places(CHAIN, "8A3F.alpha"));
    }

    @Test
    void whatAnAdministratorSaysCountsAsWell() {
        cluster.administer(new BackendId("alpha"), AdminState.DRAINING);
        assertThat(places(CHAIN, "8A3F.alpha")).containsExactly("alpha");
        assertThat(places(CHAIN, "8A3F")).doesNotContain("alpha");

        cluster.administer(new BackendId("alpha"), AdminState.DISABLED);
        assertThat(places(CHAIN, "8A3F.alpha")).hasSize(1).doesNotContain("alpha");

        cluster.administer(new BackendId("alpha"), AdminState.ENABLED);
        assertThat(places(CHAIN, "8A3F.alpha")).containsExactly("alpha");
    }

    @Test
    void aFunctionBeforeDropsADrainingServerToo() {
        hear("alpha", Intent.DRAINING);

        assertThat(places("byHostname ^[bg],bySession JSESSIONID", "8A3F.alpha"))
                .doesNotContain("alpha")
                .hasSize(1);
    }

    @Test
    void aDrainingServerIsFoundByItsAddressToo() {
        cluster.hear(
                Backends.heard("delta")
                        .at("http://127.0.0.9:80")
                        .intent(Intent.DRAINING)
                        .heartbeat(),
                new Sender(InetAddress.getLoopbackAddress(), true));

        assertThat(places(CHAIN, "7f000009")).containsExactly("delta");
    }

    /** Where requests of that session go, of twenty. */
    private Set<String> places(String chain, String session) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            names.add(name(placement(chain, session)));
        }
        return names;
    }

    private Placement placement(String chain, String session) {
        return new Placement(
                cluster,
                FunctionCatalogue.builtIns().parseAll(List.of(chain.split(","))),
                Facts.get("/").header("Cookie", "JSESSIONID=" + session),
                chance);
    }

    private static String name(Placement placement) {
        return placement.next().orElseThrow().backend().id().name();
    }

    private void hearAll(Intent ofAlpha) {
        hear("alpha", ofAlpha);
        hear("beta", Intent.UP);
        hear("gamma", Intent.UP);
    }

    private void hear(String name, Intent intent) {
        cluster.hear(
                Backends.heard(name).intent(intent).heartbeat(), new Sender(InetAddress.getLoopbackAddress(), true));
    }
}
