package io.backhand.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backhand.testing.Backends;
import io.backhand.testing.ManualClock;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What an administrator says stands above what a backend says itself, and outlives it. */
class AdministeredTest {
    private static final Sender AGENT = new Sender(InetAddress.getLoopbackAddress(), true);
    private static final BackendId ALPHA = new BackendId("alpha");

    private static final AdminOrder DRAINED = AdminOrder.NONE.with(AdminState.DRAINING);

    private final ManualClock clock = new ManualClock();
    private final Cluster cluster = new Cluster(
            new HeartbeatTable(4),
            List.of(Backends.configured("legacy").heartbeat()),
            Optional.of(Backends.configured("self").heartbeat()),
            clock);

    @ParameterizedTest
    @CsvSource({
        "UP,       ENABLED,  UP,       true,  false",
        "UP,       DRAINING, DRAINING, false, true",
        "UP,       DISABLED, DISABLED, false, false",
        "DRAINING, ENABLED,  DRAINING, false, true",
        "DRAINING, DRAINING, DRAINING, false, true",
        "DRAINING, DISABLED, DISABLED, false, false",
        "SICK,     ENABLED,  SICK,     false, false",
        "SICK,     DRAINING, SICK,     false, false",
        "SICK,     DISABLED, DISABLED, false, false"
    })
    void aBackendTakesRequestsWhereItSaysSoAndNobodyElseSaysOtherwise(
            Intent intent, AdminState admin, BackendState state, boolean accepts, boolean draining) {
        hear(Backends.heard("alpha").intent(intent));
        cluster.administer(ALPHA, admin);

        assertThat(alpha().state(clock.nanoTime())).isEqualTo(state);
        assertThat(alpha().acceptsRequests(clock.nanoTime())).isEqualTo(accepts);
        assertThat(alpha().isDraining()).isEqualTo(draining);
        assertThat(onRoster()).isEqualTo(accepts ? 2 : 1);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ENABLED")
    void whatWasSaidHoldsForTheRosterAlreadyDrawnAndThroughEachHeartbeat(AdminState admin) {
        hear(Backends.heard("alpha"));
        assertThat(onRoster()).isEqualTo(2);

        assertThat(cluster.administer(ALPHA, admin)).contains(AdminState.ENABLED);
        assertThat(onRoster()).isEqualTo(1);
        hear(Backends.heard("alpha").load(1));
        hear(Backends.heard("alpha").cpus(8));
        assertThat(onRoster()).isEqualTo(1);

        assertThat(cluster.administer(ALPHA, AdminState.ENABLED)).contains(admin);
        assertThat(onRoster()).isEqualTo(2);
    }

    @Test
    void itHoldsWhenABackendLeavesAndComesBack() {
        hear(Backends.heard("alpha"));
        cluster.administer(ALPHA, AdminState.DRAINING);
        hear(Backends.heard("alpha").intent(Intent.LEAVING));
        assertThat(cluster.backend(ALPHA)).isEmpty();
        hear(Backends.heard("alpha"));

        assertThat(alpha().isDraining()).isTrue();
        assertThat(onRoster()).isEqualTo(1);
    }

    @Test
    void itHoldsWhenABackendComesBackThatWasForgotten() {
        hear(Backends.heard("alpha"));
        cluster.administer(ALPHA, AdminState.DISABLED);
        clock.advance(Cluster.FORGET_AFTER.plusNanos(1));
        cluster.sweep();
        assertThat(cluster.backend(ALPHA)).isEmpty();
        hear(Backends.heard("alpha"));

        assertThat(alpha().state(clock.nanoTime())).isEqualTo(BackendState.DISABLED);
    }

    @Test
    void itCanBeTakenBackWhileTheBackendIsGone() {
        hear(Backends.heard("alpha"));
        cluster.administer(ALPHA, AdminState.DISABLED);
        hear(Backends.heard("alpha").intent(Intent.LEAVING));

        assertThat(cluster.administer(ALPHA, AdminState.ENABLED)).contains(AdminState.DISABLED);
        assertThat(cluster.administer(ALPHA, AdminState.ENABLED)).isEmpty();
        hear(Backends.heard("alpha"));
        assertThat(onRoster()).isEqualTo(2);
    }

    @Test
    void nothingCanBeSaidOfABackendThatWasNeverHeardOf() {
        assertThat(cluster.administer(ALPHA, AdminState.DISABLED)).isEmpty();
        hear(Backends.heard("alpha"));

        assertThat(alpha().acceptsRequests(clock.nanoTime())).isTrue();
    }

    @Test
    void itHoldsForABackendOfTheConfigurationAndForThisMachine() {
        assertThat(cluster.administer(new BackendId("legacy"), AdminState.DRAINING))
                .contains(AdminState.ENABLED);
        assertThat(cluster.administer(new BackendId("self"), AdminState.DISABLED))
                .contains(AdminState.ENABLED);

        assertThat(onRoster()).isZero();
        assertThat(cluster.self().orElseThrow().acceptsRequests(clock.nanoTime()))
                .isFalse();
    }

    @Test
    void aBackendThatWasDisabledIsShownSoWhenItFallsSilent() {
        hear(Backends.heard("alpha"));
        clock.advance(Cluster.SILENT_AFTER.plus(Duration.ofNanos(1)));
        cluster.administer(ALPHA, AdminState.DRAINING);
        assertThat(alpha().state(clock.nanoTime())).isEqualTo(BackendState.SILENT);
        cluster.administer(ALPHA, AdminState.DISABLED);

        assertThat(alpha().state(clock.nanoTime())).isEqualTo(BackendState.DISABLED);
    }

    @Test
    void whatIsRememberedIsBounded() {
        AdminOrders orders = new AdminOrders();
        for (int i = 0; i < AdminOrders.MAX; i++) {
            orders.change(new BackendId("b" + i), true, before -> DRAINED);
        }

        assertThatThrownBy(() -> orders.change(ALPHA, true, before -> DRAINED))
                .isInstanceOf(IllegalStateException.class);
        assertThat(orders.of(ALPHA)).isEqualTo(AdminOrder.NONE);
        orders.change(new BackendId("b0"), true, before -> AdminOrder.NONE.with(AdminState.DISABLED));
        orders.change(new BackendId("b0"), true, before -> AdminOrder.NONE);
        orders.change(ALPHA, true, before -> DRAINED);
        assertThat(orders.of(ALPHA)).isEqualTo(DRAINED);
    }

    private void hear(Backends backend) {
        assertThat(cluster.hear(backend.heartbeat(), AGENT)).isEqualTo(HeartbeatTable.Verdict.ACCEPTED);
    }

    private Backend alpha() {
        return cluster.backend(ALPHA).orElseThrow();
    }

    private int onRoster() {
        return cluster.roster().size();
    }
}
