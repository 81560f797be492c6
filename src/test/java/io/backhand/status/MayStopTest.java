package io.backhand.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.cluster.AdminState;
import io.backhand.cluster.Backend;
import io.backhand.cluster.BackendId;
import io.backhand.cluster.Cluster;
import io.backhand.cluster.ContextLoad;
import io.backhand.cluster.HeartbeatTable;
import io.backhand.cluster.Intent;
import io.backhand.cluster.RequestLedger.Account;
import io.backhand.cluster.Sender;
import io.backhand.cluster.Slots;
import io.backhand.testing.Backends;
import io.backhand.testing.ManualClock;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MayStopTest {
    private static final Sender AGENT = new Sender(InetAddress.getLoopbackAddress(), true);

    private final ManualClock clock = new ManualClock();
    private final Cluster cluster = new Cluster(new HeartbeatTable(4), List.of(), Optional.empty(), clock);

    MayStopTest() {
        hear(Backends.heard("alpha"));
        hear(Backends.heard("beta"));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ENABLED")
    void aServerThatGetsNothingNewAndIsAtNothingMay(AdminState said) {
        administer("alpha", said);

        assertThat(ask("alpha")).isEqualTo(Answer.object(200, json -> {
            json.writeStringField("server", "alpha");
            json.writeBooleanField("mayStop", true);
        }));
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.INCLUDE,
            names = {"DRAINING", "SICK"})
    void soMayOneThatWantsNothingNewByItsOwnWord(Intent intent) {
        hear(Backends.heard("alpha").intent(intent));

        assertThat(ask("alpha").status()).isEqualTo(200);
    }

    @Test
    void oneThatStillGetsRequestsMayNot() {
        assertThat(ask("alpha").status()).isEqualTo(409);
        assertThat(ask("alpha").content())
                .isEqualTo("{\"server\":\"alpha\",\"mayStop\":false,\"reason\":\"not-draining\","
                        + "\"detail\":\"it still gets new requests: drain it first\"}");
    }

    @Test
    void oneWithRequestsUnderWayMayNotUntilTheLastHasEnded() {
        backend("alpha").account().started();
        backend("alpha").account().started();
        administer("alpha", AdminState.DRAINING);
        assertThat(ask("alpha").content()).contains("\"reason\":\"in-flight\"", "under way there: 2");

        backend("alpha").account().finished(1);
        assertThat(ask("alpha").status()).isEqualTo(409);
        backend("alpha").account().abandoned();
        assertThat(ask("alpha").status()).isEqualTo(200);
    }

    @Test
    void requestsFromElsewhereCountAsLongAsItsWordIsFresh() {
        administer("alpha", AdminState.DRAINING);
        hear(Backends.heard("alpha").underWay(3));
        assertThat(ask("alpha").content()).contains("\"reason\":\"in-flight-elsewhere\"", "this balancer: 3");

        clock.advance(Cluster.SILENT_AFTER.plusNanos(1));
        hear(Backends.heard("beta"));
        assertThat(ask("alpha").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theLastOfThePoolMayNotWhetherItIsDrainedOrNot(boolean drained) {
        administer("beta", AdminState.DISABLED);
        administer("alpha", drained ? AdminState.DRAINING : AdminState.ENABLED);

        assertThat(ask("alpha").status()).isEqualTo(409);
        assertThat(ask("alpha").content()).contains("\"reason\":\"last\"");
    }

    @Test
    void aSilentServerOrOneKeptOutTakesNothingOver() {
        administer("alpha", AdminState.DRAINING);
        cluster.outliers().refused(backend("beta"), clock.nanoTime(), "refused");
        assertThat(ask("alpha").content()).contains("\"reason\":\"last\"");

        clock.advance(Duration.ofSeconds(1));
        assertThat(ask("alpha").status()).isEqualTo(200);
        clock.advance(Cluster.SILENT_AFTER);
        assertThat(ask("alpha").content()).contains("\"reason\":\"last\"");
    }

    @Test
    void aServerThatIsNotKnownIsNotFound() {
        assertThat(ask("gamma")).isEqualTo(Answer.error(404, "no server of that name is known"));
        assertThat(ask("a b")).isEqualTo(Answer.error(404, "no server of that name is known"));
    }

    @Test
    void oneServerIsAskedFor() {
        MayStop mayStop = new MayStop(cluster);

        assertThat(mayStop.answer(List.of(), List.of()).status()).isEqualTo(400);
        assertThat(mayStop.answer(List.of("alpha", "beta"), List.of()).status()).isEqualTo(400);
        assertThat(mayStop.answer(List.of("alpha"), List.of("/a", "/b")).status())
                .isEqualTo(400);
        assertThat(ask("alpha", "app").content()).contains("a path such as /app");
    }

    @Test
    void aContextMayWhenTheRequestsBegunBeforeItWasDrainedAndThoseOfItsSessionsHaveEnded() {
        Account alpha = backend("alpha").account();
        alpha.started();
        assertThat(ask("alpha", "/app").content()).contains("\"reason\":\"not-draining\"", "requests at /app");
        cluster.administer(new BackendId("alpha"), "/app", AdminState.DRAINING);
        cluster.roster();
        assertThat(ask("alpha").content()).contains("\"reason\":\"not-draining\"");
        assertThat(ask("alpha", "/app").content()).contains("\"reason\":\"in-flight\"", "under way there: 1");

        begin(alpha, "/app/x");
        begin(alpha, "/other");
        assertThat(ask("alpha", "/app").content()).contains("under way there: 2");
        alpha.finished(1);
        assertThat(ask("alpha", "/app").content()).contains("under way there: 1");
        end(alpha, "/app/x");
        assertThat(ask("alpha", "/app")).isEqualTo(Answer.object(200, json -> {
            json.writeStringField("server", "alpha");
            json.writeStringField("path", "/app");
            json.writeBooleanField("mayStop", true);
        }));
        assertThat(ask("alpha", "/app/x").status()).isEqualTo(200);
        assertThat(ask("alpha", "/other").content()).contains("\"reason\":\"not-draining\"");
        end(alpha, "/other");

        cluster.administer(new BackendId("beta"), "/app", AdminState.DISABLED);
        assertThat(ask("alpha", "/app").content()).contains("\"reason\":\"last\"", "takes requests at /app");
    }

    @Test
    void whereMoreContextsAreDrainedAllThatIsUnderWayMayBeForAnyOfThem() {
        Account alpha = backend("alpha").account();
        cluster.administer(new BackendId("alpha"), "/app", AdminState.DRAINING);
        cluster.roster();
        begin(alpha, "/other");
        assertThat(ask("alpha", "/app").status()).isEqualTo(200);
        ContextLoad before = load(alpha);

        cluster.administer(new BackendId("alpha"), "/shop", AdminState.DISABLED);
        cluster.roster();
        assertThat(ask("alpha", "/app").content()).contains("under way there: 1");
        before.ended("/other");
        alpha.abandoned();
        assertThat(ask("alpha", "/app").status()).isEqualTo(200);
    }

    @Test
    void whatWaitsForASlotThereIsOnItsWay() {
        Account alpha = backend("alpha").account();
        cluster.administer(new BackendId("alpha"), "/app", AdminState.DRAINING);
        cluster.roster();
        alpha.slots().enter(() -> {}, 1, 10);
        Slots.Turn waiting = () -> {};
        alpha.slots().enter(waiting, 1, 10);
        assertThat(ask("alpha", "/app").content()).contains("under way there: 1");

        administer("alpha", AdminState.DRAINING);
        assertThat(ask("alpha").content()).contains("under way there: 2");
        alpha.slots().leave(waiting);
        assertThat(ask("alpha").content()).contains("under way there: 1");
        assertThat(ask("alpha", "/app").status()).isEqualTo(200);
        alpha.slots().giveBack();
        assertThat(ask("alpha").status()).isEqualTo(200);
    }

    private static void begin(Account account, String path) {
        account.started();
        load(account).began(path);
    }

    private static void end(Account account, String path) {
        load(account).ended(path);
        account.abandoned();
    }

    private static ContextLoad load(Account account) {
        return Objects.requireNonNull(account.contextLoad());
    }

    private Answer ask(String server) {
        return new MayStop(cluster).answer(List.of(server), List.of());
    }

    private Answer ask(String server, String path) {
        return new MayStop(cluster).answer(List.of(server), List.of(path));
    }

    private void administer(String name, AdminState state) {
        assertThat(cluster.administer(new BackendId(name), state)).isPresent();
    }

    private Backend backend(String name) {
        return cluster.backend(new BackendId(name)).orElseThrow();
    }

    private void hear(Backends backend) {
        cluster.hear(backend.heartbeat(), AGENT);
    }
}
