package io.backhand.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.cluster.HeartbeatTable.Verdict;
import io.backhand.testing.Backends;
import io.backhand.testing.ManualClock;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusterTest {
    private static final Sender SIGNED = new Sender(InetAddress.getLoopbackAddress(), true);
    private static final Sender UNSIGNED = new Sender(InetAddress.getLoopbackAddress(), false);

    private final ManualClock clock = new ManualClock();
    private final Events events = new Events();

    @Test
    void knowsNobodyAtFirst() {
        Cluster cluster = cluster(4);

        assertThat(cluster.backends()).isEmpty();
        assertThat(cluster.backend(new BackendId("alpha"))).isEmpty();
        cluster.sweep();
        assertThat(seen(cluster)).isEmpty();
    }

    @Test
    void aHeartbeatJoinsOnceAndTheNextReplacesIt() {
        Cluster cluster = cluster(4);
        hear(cluster, Backends.heard("alpha").load(1));
        clock.advance(Duration.ofSeconds(1));
        hear(cluster, Backends.heard("alpha").load(2));

        assertThat(cluster.backends()).singleElement().satisfies(alpha -> {
            assertThat(alpha.load()).isEqualTo(2);
            assertThat(alpha.ageNanos(clock.nanoTime())).isZero();
        });
        assertThat(seen(cluster)).containsExactly("joined alpha");
    }

    @Test
    void aSnapshotThatWasTakenDoesNotChange() {
        Cluster cluster = cluster(4);
        hear(cluster, Backends.heard("alpha"));
        List<Backend> before = cluster.backends();
        hear(cluster, Backends.heard("beta"));

        assertThat(before).hasSize(1);
        assertThat(cluster.backends()).hasSize(2).isSameAs(cluster.backends());
    }

    @Test
    void agesAreTrueAcrossTheClocksOverflow() {
        Cluster cluster = cluster(4);
        hear(cluster, Backends.heard("alpha"));
        clock.advance(Duration.ofSeconds(3));

        assertThat(clock.nanoTime()).isNegative();
        assertThat(cluster.backends().get(0).age(clock.nanoTime())).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void silenceIsToldOnceAndOnlyPastItsTime() {
        Cluster cluster = cluster(4);
        hear(cluster, Backends.heard("alpha"));

        clock.advance(Cluster.SILENT_AFTER);
        cluster.sweep();
        assertThat(seen(cluster)).containsExactly("joined alpha");
        assertThat(state(cluster, "alpha")).isEqualTo(BackendState.UP);

        clock.advance(Duration.ofNanos(1));
        cluster.sweep();
        cluster.sweep();
        assertThat(seen(cluster)).containsExactly("joined alpha", "silent alpha PT5.000000001S");
        assertThat(state(cluster, "alpha")).isEqualTo(BackendState.SILENT);
    }

    @Test
    void aSilentBackendThatIsHeardAgainIsBack() {
        Cluster cluster = cluster(4);
        hear(cluster, Backends.heard("alpha"));
        clock.advance(Duration.ofSeconds(7));
        cluster.sweep();
        hear(cluster, Backends.heard("alpha"));
        clock.advance(Duration.ofSeconds(7));
        cluster.sweep();

        assertThat(seen(cluster))
                .containsExactly("joined alpha", "silent alpha PT7S", "back alpha PT7S", "silent alpha PT7S");
    }

    @Test
    void aBackendSilentTooLongIsForgottenWithItsAccount() {
        Cluster cluster = cluster(4);
        hear(cluster, Backends.heard("alpha"));
        RequestLedger.Account account = account(cluster, "alpha");
        clock.advance(Cluster.FORGET_AFTER);
        cluster.sweep();
        assertThat(cluster.backends()).hasSize(1);

        clock.advance(Duration.ofNanos(1));
        cluster.sweep();
        assertThat(cluster.backends()).isEmpty();
        assertThat(seen(cluster)).last().isEqualTo("forgotten alpha");
        hear(cluster, Backends.heard("alpha"));
        assertThat(account(cluster, "alpha")).isNotSameAs(account);
    }

    @Test
    void aSilentBackendThatAnswersStaysAndIsMarked() {
        Cluster cluster = cluster(4);
        hear(cluster, Backends.heard("alpha"));
        clock.advance(Duration.ofSeconds(4));
        answer(cluster, "alpha");
        clock.advance(Duration.ofSeconds(2));
        cluster.sweep();
        Backend alpha = cluster.backends().get(0);
        long now = clock.nanoTime();

        assertThat(alpha.state(now)).isEqualTo(BackendState.SILENT);
        assertThat(alpha.note(now)).contains("its heartbeats have stopped, but it answers");
        assertThat(alpha.age(now)).isEqualTo(Duration.ofSeconds(6));
        assertThat(alpha.ageNanos(now)).isEqualTo(Duration.ofSeconds(2).toNanos());
        assertThat(seen(cluster)).containsExactly("joined alpha", "silent alpha PT6S, answers");
    }

    @Test
    void onTheRosterWhoAnswersIsAsGoodAsHeardBeforeAndAfterItIsDrawnUp() {
        Cluster cluster = cluster(4);
        hear(cluster, Backends.heard("alpha"));
        Roster before = cluster.roster();
        clock.advance(Duration.ofSeconds(6));
        assertThat(isEligible(before)).isFalse();
        answer(cluster, "alpha");
        assertThat(isEligible(before)).isTrue();

        hear(cluster, Backends.heard("beta").intent(Intent.DRAINING));
        hear(cluster, Backends.heard("beta").intent(Intent.LEAVING));
        assertThat(cluster.roster()).isNotSameAs(before);
        assertThat(isEligible(cluster.roster())).isTrue();
        clock.advance(Duration.ofSeconds(6));
        assertThat(isEligible(cluster.roster())).isFalse();
    }

    @Test
    void aSilentBackendIsNotForgottenWhileItAnswers() {
        Cluster cluster = cluster(4);
        hear(cluster, Backends.heard("alpha"));
        clock.advance(Cluster.FORGET_AFTER);
        answer(cluster, "alpha");
        clock.advance(Cluster.FORGET_AFTER);
        cluster.sweep();
        assertThat(cluster.backends()).hasSize(1);

        clock.advance(Duration.ofNanos(1));
        cluster.sweep();
        assertThat(cluster.backends()).isEmpty();
    }

    @Test
    void thatAllAreSilentIsToldOnceEachWay() {
        Cluster cluster = cluster(4);
        hear(cluster, Backends.heard("alpha"));
        hear(cluster, Backends.heard("beta"));
        clock.advance(Duration.ofSeconds(6));
        assertThat(cluster.isAllSilent()).isFalse();
        cluster.sweep();
        cluster.sweep();
        assertThat(cluster.isAllSilent()).isTrue();
        hear(cluster, Backends.heard("beta"));
        cluster.sweep();
        cluster.sweep();

        assertThat(cluster.isAllSilent()).isFalse();
        assertThat(seen(cluster))
                .filteredOn(event -> event.contains("all"))
                .containsExactly("all 2 silent", "not all silent");
    }

    @Test
    void oneThatIsAloneAndSilentIsNotAll() {
        Cluster cluster = cluster(4);
        hear(cluster, Backends.heard("alpha"));
        clock.advance(Duration.ofSeconds(6));
        cluster.sweep();

        assertThat(cluster.isAllSilent()).isFalse();
    }

    @Test
    void aGoodbyeLeavesAtOnceAndAReturnKeepsTheAccount() {
        Cluster cluster = cluster(4);
        hear(cluster, Backends.heard("alpha"));
        RequestLedger.Account account = account(cluster, "alpha");
        hear(cluster, Backends.heard("alpha").intent(Intent.LEAVING));
        hear(cluster, Backends.heard("alpha").intent(Intent.LEAVING));

        assertThat(cluster.backends()).isEmpty();
        hear(cluster, Backends.heard("alpha"));
        assertThat(account(cluster, "alpha")).isSameAs(account);
        assertThat(seen(cluster)).containsExactly("joined alpha", "left alpha", "joined alpha");
    }

    @Test
    void theAccountOfOneWhoLeftIsKeptForAsLongAsASilentRow() {
        Cluster cluster = cluster(4);
        hear(cluster, Backends.heard("alpha"));
        RequestLedger.Account account = account(cluster, "alpha");
        hear(cluster, Backends.heard("alpha").intent(Intent.LEAVING));
        clock.advance(Cluster.FORGET_AFTER.plusNanos(1));
        cluster.sweep();
        hear(cluster, Backends.heard("alpha"));

        assertThat(account(cluster, "alpha")).isNotSameAs(account);
    }

    @Test
    void namesThatComeAndGoDontPileUp() {
        Cluster cluster = cluster(4);
        hear(cluster, Backends.heard("first"));
        RequestLedger.Account account = account(cluster, "first");
        hear(cluster, Backends.heard("first").intent(Intent.LEAVING));
        for (int i = 0; i < Departed.CAPACITY; i++) {
            hear(cluster, Backends.heard("other" + i));
            hear(cluster, Backends.heard("other" + i).intent(Intent.LEAVING));
        }
        cluster.sweep();
        hear(cluster, Backends.heard("first"));

        assertThat(account(cluster, "first")).isNotSameAs(account);
    }

    @Test
    void aChangeOfIntentIsToldOnce() {
        Cluster cluster = cluster(4);
        hear(cluster, Backends.heard("alpha"));
        hear(cluster, Backends.heard("alpha").intent(Intent.DRAINING));
        hear(cluster, Backends.heard("alpha").intent(Intent.DRAINING));
        assertThat(state(cluster, "alpha")).isEqualTo(BackendState.DRAINING);
        hear(cluster, Backends.heard("alpha").intent(Intent.SICK));

        assertThat(state(cluster, "alpha")).isEqualTo(BackendState.SICK);
        assertThat(seen(cluster)).containsExactly("joined alpha", "alpha was UP", "alpha was DRAINING");
    }

    @Test
    void aLiveNameKeepsItsContactAndASecondClaimIsToldOnce() {
        Cluster cluster = cluster(4);
        hear(cluster, Backends.heard("alpha").at("http://10.0.0.1:80"));
        Heartbeat claim = Backends.heard("alpha").at("http://10.0.0.2:80").heartbeat();

        assertThat(cluster.hear(claim, SIGNED)).isEqualTo(Verdict.CONFLICT);
        assertThat(cluster.hear(claim, SIGNED)).isEqualTo(Verdict.CONFLICT);
        assertThat(contact(cluster, "alpha")).isEqualTo("http://10.0.0.1");
        assertThat(cluster.conflicts()).hasSize(1);
        assertThat(seen(cluster)).containsExactly("joined alpha", "conflict http://10.0.0.2");

        clock.advance(Cluster.FORGET_AFTER.plusNanos(1));
        cluster.sweep();
        assertThat(cluster.conflicts()).isEmpty();
    }

    @Test
    void aSilentNameMayMove() {
        Cluster cluster = cluster(4);
        hear(cluster, Backends.heard("alpha").at("http://10.0.0.1:80"));
        clock.advance(Cluster.SILENT_AFTER.plusNanos(1));
        hear(cluster, Backends.heard("alpha").at("http://10.0.0.2:80"));

        assertThat(contact(cluster, "alpha")).isEqualTo("http://10.0.0.2");
    }

    @Test
    void conflictsRememberedAndToldAreBounded() {
        Cluster cluster = cluster(4);
        hear(cluster, Backends.heard("alpha").at("http://10.0.0.1:80"));
        for (int i = 0; i <= 2 * NameConflicts.CAPACITY; i++) {
            cluster.hear(Backends.heard("alpha").at("http://10.0.1." + i).heartbeat(), SIGNED);
        }

        assertThat(cluster.conflicts()).hasSize(NameConflicts.CAPACITY);
        assertThat(seen(cluster).stream().filter(event -> event.startsWith("conflict")))
                .hasSize(NameConflicts.CAPACITY);
    }

    @Test
    void aFullTableOfLiveRowsRefusesNewcomersAndHearsOnWhoIsThere() {
        Cluster cluster = cluster(2);
        hear(cluster, Backends.heard("alpha"));
        hear(cluster, Backends.heard("beta"));

        assertThat(cluster.hear(Backends.heard("gamma").heartbeat(), SIGNED)).isEqualTo(Verdict.FULL);
        hear(cluster, Backends.heard("alpha"));
        assertThat(cluster.backends()).hasSize(2);
    }

    @Test
    void theOldestSilentRowGivesWay() {
        Cluster cluster = cluster(2);
        hear(cluster, Backends.heard("older"));
        clock.advance(Duration.ofSeconds(1));
        hear(cluster, Backends.heard("old"));
        clock.advance(Duration.ofSeconds(6));
        hear(cluster, Backends.heard("new"));

        assertThat(names(cluster)).containsExactlyInAnyOrder("old", "new");
        assertThat(seen(cluster)).containsExactly("joined older", "joined old", "forgotten older", "joined new");
    }

    @Test
    void aSenderFillsNoMoreThanItsShareUnsigned() {
        Cluster cluster = cluster(200);
        for (int i = 0; i < HeartbeatTable.UNSIGNED_ROWS_PER_SENDER; i++) {
            assertThat(cluster.hear(Backends.heard("b" + i).heartbeat(), UNSIGNED))
                    .isEqualTo(Verdict.ACCEPTED);
        }

        assertThat(cluster.hear(Backends.heard("more").heartbeat(), UNSIGNED)).isEqualTo(Verdict.FULL);
        assertThat(cluster.hear(Backends.heard("b0").heartbeat(), UNSIGNED)).isEqualTo(Verdict.ACCEPTED);
        hear(cluster, Backends.heard("more"));
    }

    @Test
    void aSendersShareIsNotWidenedByTakingOverSilentRows() {
        Cluster cluster = cluster(200);
        hear(cluster, Backends.heard("signed"));
        clock.advance(Cluster.SILENT_AFTER.plusNanos(1));
        for (int i = 0; i < HeartbeatTable.UNSIGNED_ROWS_PER_SENDER; i++) {
            cluster.hear(Backends.heard("b" + i).heartbeat(), UNSIGNED);
        }

        assertThat(cluster.hear(Backends.heard("signed").heartbeat(), UNSIGNED)).isEqualTo(Verdict.FULL);
    }

    @Test
    void aConfiguredBackendIsThereFromTheStartAndNeverOld() {
        Cluster cluster = new Cluster(
                new HeartbeatTable(4), List.of(Backends.configured("legacy").heartbeat()), Optional.empty(), clock);
        clock.advance(Duration.ofHours(1));
        cluster.sweep();

        assertThat(state(cluster, "legacy")).isEqualTo(BackendState.UP);
        assertThat(cluster.backends().get(0).isPermanent()).isTrue();
    }

    @Test
    void aConfiguredBackendMayAnnounceItselfButNotMove() {
        Cluster cluster = new Cluster(
                new HeartbeatTable(4), List.of(Backends.configured("legacy").heartbeat()), Optional.empty(), clock);
        RequestLedger.Account account = account(cluster, "legacy");
        hear(cluster, Backends.heard("legacy").load(2));

        assertThat(cluster.backends()).singleElement().satisfies(legacy -> {
            assertThat(legacy.load()).isEqualTo(2);
            assertThat(legacy.isPermanent()).isTrue();
            assertThat(legacy.account()).isSameAs(account);
        });
        assertThat(cluster.hear(Backends.heard("legacy").at("http://10.0.0.9").heartbeat(), SIGNED))
                .isEqualTo(Verdict.CONFLICT);

        hear(cluster, Backends.heard("legacy").intent(Intent.LEAVING));
        assertThat(cluster.backends()).singleElement().satisfies(legacy -> assertThat(legacy.account())
                .isSameAs(account));
    }

    @Test
    void aConfiguredBackendWhoseAgentDiesIsWhatTheConfigurationSays() {
        Cluster cluster = new Cluster(
                new HeartbeatTable(4), List.of(Backends.configured("legacy").heartbeat()), Optional.empty(), clock);
        hear(cluster, Backends.heard("legacy").load(2).intent(Intent.SICK));
        clock.advance(Cluster.SILENT_AFTER);
        cluster.sweep();
        assertThat(state(cluster, "legacy")).isEqualTo(BackendState.SICK);

        clock.advance(Duration.ofNanos(1));
        cluster.sweep();

        assertThat(state(cluster, "legacy")).isEqualTo(BackendState.UP);
        assertThat(cluster.backends()).singleElement().satisfies(legacy -> assertThat(legacy.load())
                .isNaN());
    }

    @Test
    void thisMachineHasTheFiguresItAnnounces() {
        Cluster cluster = new Cluster(
                new HeartbeatTable(4),
                List.of(),
                Optional.of(Backends.configured("self").heartbeat()),
                clock);

        assertThat(cluster.backends()).isEmpty();
        assertThat(cluster.self().orElseThrow().load()).isNaN();
        hear(cluster, Backends.heard("self").load(2));
        assertThat(cluster.self().orElseThrow().load()).isEqualTo(2);
    }

    private Cluster cluster(int capacity) {
        Cluster cluster = new Cluster(new HeartbeatTable(capacity), List.of(), Optional.empty(), clock);
        cluster.addListener(events);
        return cluster;
    }

    private List<String> seen(Cluster cluster) {
        cluster.tellListeners();
        return events.seen;
    }

    private static void hear(Cluster cluster, Backends backend) {
        assertThat(cluster.hear(backend.heartbeat(), SIGNED)).isEqualTo(Verdict.ACCEPTED);
    }

    private static Backend backend(Cluster cluster, String name) {
        return cluster.backend(new BackendId(name)).orElseThrow();
    }

    private static RequestLedger.Account account(Cluster cluster, String name) {
        return backend(cluster, name).account();
    }

    private static String contact(Cluster cluster, String name) {
        return backend(cluster, name).contact().url();
    }

    private BackendState state(Cluster cluster, String name) {
        return backend(cluster, name).state(clock.nanoTime());
    }

    private static void answer(Cluster cluster, String name) {
        account(cluster, name).health().heard();
        cluster.look();
    }

    private boolean isEligible(Roster roster) {
        return roster.section(0).isEligible(0, clock.nanoTime(), Cluster.SILENT_AFTER.toNanos());
    }

    private static List<String> names(Cluster cluster) {
        return cluster.backends().stream().map(backend -> backend.id().name()).toList();
    }

    /** Writes down what it is told. */
    private static final class Events implements ClusterListener {
        private final List<String> seen = new ArrayList<>();

        @Override
        public void joined(Backend backend) {
            seen.add("joined " + backend.id());
        }

        @Override
        public void left(Backend backend) {
            seen.add("left " + backend.id());
        }

        @Override
        public void forgotten(Backend backend, Duration silence) {
            seen.add("forgotten " + backend.id());
        }

        @Override
        public void changedIntent(Backend backend, Intent before) {
            seen.add(backend.id() + " was " + before);
        }

        @Override
        public void silent(Backend backend, Duration silence, boolean answers) {
            seen.add("silent " + backend.id() + " " + silence + (answers ? ", answers" : ""));
        }

        @Override
        public void allSilent(int backends) {
            seen.add("all " + backends + " silent");
        }

        @Override
        public void notAllSilent() {
            seen.add("not all silent");
        }

        @Override
        public void back(Backend backend, Duration silence) {
            seen.add("back " + backend.id() + " " + silence);
        }

        @Override
        public void conflict(NameConflict conflict) {
            seen.add("conflict " + conflict.refused());
        }
    }
}
