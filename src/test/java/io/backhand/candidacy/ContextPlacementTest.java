package io.backhand.candidacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.candidacy.functions.FunctionCatalogue;
import io.backhand.cluster.AdminState;
import io.backhand.cluster.BackendId;
import io.backhand.cluster.Cluster;
import io.backhand.cluster.Contexts;
import io.backhand.cluster.Heartbeat;
import io.backhand.cluster.HeartbeatTable;
import io.backhand.cluster.Intent;
import io.backhand.cluster.Roster;
import io.backhand.cluster.Sender;
import io.backhand.testing.Backends;
import io.backhand.testing.Facts;
import io.backhand.testing.ManualClock;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a request goes while servers drain the context it is for. */
class ContextPlacementTest {
    private static final BackendId ALPHA = new BackendId("alpha");
    private static final String CHAIN = "byAge 5s,bySession JSESSIONID,byInFlight";

    private final ManualClock clock = new ManualClock();
    private final Random chance = new Random(5);
    private final Cluster cluster = new Cluster(
            new HeartbeatTable(16),
            List.of(),
            Optional.of(Backends.configured("self").heartbeat()),
            clock);

    @BeforeEach
    void threeOfThem() {
        List.of("alpha", "beta", "gamma").forEach(name -> hear(name, Intent.UP, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAIN, "bySession JSESSIONID", "byAge 5s,byRandom,byLogWindow,bySession JSESSIONID"})
    void aServerKeepsItsSessionsThereGetsNothingNewThereAndAllElsewhere(String chain) {
        hear("alpha", Intent.UP, "/app,/shop/cart");

        for (String path : List.of("/app", "/app/x", "/shop/cart/")) {
            assertThat(places(chain, path, "8A3F.alpha")).containsExactly("alpha");
            assertThat(places(chain, path, "8A3F")).doesNotContain("alpha").isNotEmpty();
            assertThat(places(chain, path, "8A3F.gone")).doesNotContain("alpha").isNotEmpty();
        }
        for (String path : List.of("/", "/apple", "/shop")) {
            assertThat(places(CHAIN, path, "8A3F.alpha")).containsExactly("alpha");
            assertThat(places("byRandom", path, "8A3F")).contains("alpha");
        }
    }

    @Test
    void anAdministratorDrainsDisablesAndEnablesAContext() {
        assertThat(cluster.administer(ALPHA, "/app", AdminState.DRAINING)).contains(AdminState.ENABLED);
        assertThat(places(CHAIN, "/app", "8A3F")).containsExactly("beta", "gamma");
        assertThat(places(CHAIN, "/app", "8A3F.alpha")).containsExactly("alpha");
        assertThat(places(CHAIN, "/", "8A3F")).contains("alpha");

        assertThat(cluster.administer(ALPHA, "/app", AdminState.DISABLED)).contains(AdminState.DRAINING);
        assertThat(places(CHAIN, "/app/x", "8A3F.alpha")).hasSize(1).doesNotContain("alpha");
        assertThat(places(CHAIN, "/", "8A3F.alpha")).containsExactly("alpha");

        assertThat(cluster.administer(ALPHA, "/app", AdminState.ENABLED)).contains(AdminState.DISABLED);
        assertThat(places(CHAIN, "/app", "8A3F")).contains("alpha");
        assertThat(cluster.roster().isSplit()).isFalse();
        assertThat(cluster.administer(new BackendId("nobody"), "/app", AdminState.DRAINING))
                .isEmpty();
    }

    @Test
    void whatWasSaidOfTheServerAndOfAContextOfItStandBesideEachOther() {
        cluster.administer(ALPHA, "/app", AdminState.DISABLED);
        cluster.administer(ALPHA, AdminState.DRAINING);
        assertThat(places(CHAIN, "/x", "8A3F.alpha")).containsExactly("alpha");
        assertThat(places(CHAIN, "/x", "8A3F")).doesNotContain("alpha");
        assertThat(places(CHAIN, "/app", "8A3F.alpha")).doesNotContain("alpha");

        cluster.administer(ALPHA, AdminState.ENABLED);
        assertThat(places(CHAIN, "/x", "8A3F")).contains("alpha");
        assertThat(places(CHAIN, "/app", "8A3F")).doesNotContain("alpha");
    }

    @Test
    void itHoldsThroughEachHeartbeatAndWhenTheServerComesBack() {
        cluster.administer(ALPHA, "/app", AdminState.DRAINING);
        assertThat(places(CHAIN, "/app", "8A3F")).doesNotContain("alpha");
        hear("alpha", Intent.UP, "");
        assertThat(places(CHAIN, "/app", "8A3F")).doesNotContain("alpha");

        hear("alpha", Intent.LEAVING, "");
        hear("alpha", Intent.UP, "");
        assertThat(places(CHAIN, "/app", "8A3F")).doesNotContain("alpha");
        assertThat(places(CHAIN, "/", "8A3F")).contains("alpha");
    }

    @Test
    void heartbeatsKeepTheRosterOfAContextFresh() {
        hear("alpha", Intent.UP, "/app");
        Roster before = cluster.roster("/app/x");
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofSeconds(4));
            hear("alpha", Intent.UP, "/app");
            hear("beta", Intent.UP, "");
            assertThat(places(CHAIN, "/app", "8A3F.alpha")).containsExactly("alpha");
            assertThat(places(CHAIN, "/app", "8A3F")).contains("beta");
        }
        assertThat(cluster.roster("/app")).isSameAs(before).isNotSameAs(cluster.roster("/x"));
        assertThat(cluster.roster("/x")).isSameAs(cluster.roster());

        hear("alpha", Intent.UP, "");
        assertThat(cluster.roster("/app")).isSameAs(cluster.roster());
    }

    @Test
    void whereContextsLieInEachOtherBothCount() {
        hear("alpha", Intent.UP, "/app");
        hear("beta", Intent.UP, "/app/x");

        assertThat(places(CHAIN, "/app", "8A3F")).containsExactly("beta", "gamma");
        assertThat(places(CHAIN, "/app/x/y", "8A3F")).containsExactly("gamma");
    }

    @Test
    void moreContextsThanRostersAreKeptForAreServedTheSame() {
        for (int i = 0; i < 40; i++) {
            cluster.administer(ALPHA, "/a" + i, AdminState.DRAINING);
            cluster.administer(new BackendId("beta"), "/b" + i, AdminState.DISABLED);
        }
        for (int i = 0; i < 40; i++) {
            assertThat(places(CHAIN, "/a" + i, "8A3F")).containsExactly("beta", "gamma");
            assertThat(places(CHAIN, "/b" + i, "8A3F")).containsExactly("alpha", "gamma");
        }
    }

    @Test
    void whereAllDrainItNobodyIsLeftNotEvenAsALastResort() {
        List.of("alpha", "beta", "gamma").forEach(name -> hear(name, Intent.UP, "/app"));

        assertThat(places(CHAIN, "/app", "8A3F")).isEmpty();
        assertThat(places(CHAIN, "/app", "8A3F.beta")).containsExactly("beta");
        assertThat(places(CHAIN, "/", "8A3F")).hasSize(3);
    }

    @Test
    void thisMachineIsNotChosenForAContextItIsToWithhold() {
        assertThat(places("addSelf,byHostname self", "/app", "8A3F")).containsExactly("self");
        cluster.administer(new BackendId("self"), "/app", AdminState.DRAINING);

        assertThat(places("addSelf,byHostname self", "/app", "8A3F")).isEmpty();
        assertThat(places("addSelf,byHostname self", "/", "8A3F")).containsExactly("self");
    }

    private Set<String> places(String chain, String path, String session) {
        Set<String> chosen = new TreeSet<>();
        for (int i = 0; i < 40; i++) {
            Chain parsed = FunctionCatalogue.builtIns().parseAll(List.of(chain.split(",")));
            Facts facts = Facts.get(path).header("Cookie", "JSESSIONID=" + session);
            new Placement(cluster, parsed, facts, chance)
                    .next()
                    .ifPresent(choice -> chosen.add(choice.backend().id().name()));
        }
        return chosen;
    }

    private void hear(String name, Intent intent, String draining) {
        Heartbeat heard = Backends.heard(name).intent(intent).heartbeat();
        cluster.hear(
                new Heartbeat(
                        heard.id(), heard.contact(), heard.source(), intent, Contexts.parse(draining), heard.figures()),
                new Sender(InetAddress.getLoopbackAddress(), true));
    }
}
