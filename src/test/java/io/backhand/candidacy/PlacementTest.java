package io.backhand.candidacy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.backhand.candidacy.functions.FunctionCatalogue;
import io.backhand.cluster.BackendId;
import io.backhand.cluster.Cluster;
import io.backhand.cluster.ConfiguredBackend;
import io.backhand.cluster.Heartbeat;
import io.backhand.cluster.HeartbeatTable;
import io.backhand.cluster.Intent;
import io.backhand.cluster.Sender;
import io.backhand.testing.Backends;
import io.backhand.testing.Facts;
import io.backhand.testing.ManualClock;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlacementTest {
    private static final int MANY = 1000;

    private final ManualClock clock = new ManualClock();
    private final Random chance = new Random(3);
    private Cluster cluster = cluster(Optional.empty());

    @Test
    void findsNobodyWhereNobodyIs() {
        assertThat(placement("byRandom").next()).isEmpty();
    }

    @Test
    void triesEachOnceThenFindsNobody() {
        hear(
                Backends.heard("alpha").load(2),
                Backends.heard("beta").load(1),
                Backends.heard("gamma").load(3));
        Placement placement = placement("byLoad");

        assertThat(all(placement)).containsExactly("beta", "alpha", "gamma");
        assertThat(placement.next()).isEmpty();
        assertThat(placement.tried()).isEqualTo(3);
    }

    @Test
    void findsTheBestOfThoseThatPassAndWereNotChosenBefore() {
        hear(
                Backends.heard("alpha").load(2),
                Backends.heard("beta").load(1),
                Backends.heard("gamma").load(3));
        Placement placement = placement("byLoad");
        placement.next();

        assertThat(placement
                        .nextOf(backend -> !backend.id().name().equals("alpha"))
                        .orElseThrow()
                        .backend()
                        .id()
                        .name())
                .isEqualTo("gamma");
        assertThat(placement.nextOf(backend -> !backend.id().name().equals("alpha")))
                .isEmpty();
        assertThat(all(placement)).containsExactly("alpha");
    }

    @Test
    void findsTheOthersThoughAWindowKeptOne() {
        hear(Backends.heard("alpha"), Backends.heard("beta"), Backends.heard("gamma"));

        assertThat(all(placement("byRandom", "byLogWindow", "byLoad")))
                .containsExactlyInAnyOrder("alpha", "beta", "gamma");
    }

    @Test
    void aBackendHeardAgainBetweenTwoTriesIsStillTheSame() {
        hear(Backends.heard("alpha"));
        Placement placement = placement("byRandom");
        placement.next();
        hear(Backends.heard("alpha"));

        assertThat(placement.next()).isEmpty();
    }

    @Test
    void leavesOutWhoWantsNoneAndWhoIsKeptOut() {
        hear(
                Backends.heard("draining").intent(Intent.DRAINING),
                Backends.heard("sick").intent(Intent.SICK),
                Backends.heard("ejected"),
                Backends.heard("up"));
        refuse("ejected");

        assertThat(all(placement("byRandom"))).containsExactly("up");
        clock.advance(Duration.ofSeconds(2));
        assertThat(all(placement("byRandom"))).containsExactlyInAnyOrder("ejected", "up");
    }

    @Test
    void whereNobodyElseCanOneThatIsSilentIsTriedOnce() {
        hear(Backends.heard("alpha"), Backends.heard("beta"));
        clock.advance(Cluster.SILENT_AFTER.plusNanos(1));

        assertThat(all(placement("byAge", "byInFlight"))).hasSize(1);
        assertThat(all(placement("byAge", "byRandom", "byLogWindow"))).hasSize(1);
    }

    @Test
    void whereNobodyElseCanOneThatIsKeptOutForItsAnswersIsTriedOnce() {
        hear(Backends.heard("alpha"), Backends.heard("beta"), Backends.heard("gamma"));
        answerBadly("alpha");
        assertThat(all(placement("byRandom"))).containsExactlyInAnyOrder("beta", "gamma", "alpha");

        refuse("beta");
        refuse("gamma");
        assertThat(all(placement("byRandom"))).containsExactly("alpha");
    }

    @Test
    void oneThatHasJustRefusedIsNotTriedAtAllAndAfterASecondIs() {
        hear(Backends.heard("alpha"));
        refuse("alpha");
        clock.advance(Duration.ofSeconds(1));
        refuse("alpha");

        assertThat(all(placement("byRandom"))).isEmpty();
        // Kept out for two seconds by now, and nobody else is there.
        clock.advance(Duration.ofSeconds(1));
        assertThat(all(placement("byRandom"))).containsExactly("alpha");
    }

    @ParameterizedTest
    @ValueSource(strings = {"byInFlight", "byRandom", "byAge,byRandom,byLogWindow,byLoad"})
    void aHigherTierIsAskedWhereNobodyOfTheLowerOnesCan(String items) {
        cluster.configure(List.of(configured("spare", 1, 2), configured("second", 1, 1), configured("first", 1, 0)));
        hear(Backends.heard("heard"));
        String[] chain = items.split(",");

        assertThat(all(placement(chain))).hasSize(4).endsWith("second", "spare");
        refuse("first");
        refuse("heard");
        assertThat(all(placement(chain))).containsExactly("second", "spare");
        refuse("second");
        assertThat(all(placement(chain))).containsExactly("spare");
        clock.advance(Duration.ofSeconds(1));
        assertThat(all(placement(chain))).hasSize(4).endsWith("second", "spare");
    }

    @Test
    void aHeartbeatFindsABackendOfAHigherTierInItsPlace() {
        cluster.configure(List.of(configured("first", 1, 0), configured("spare", 1, 1)));
        var roster = cluster.roster();
        hear(Backends.configured("spare").load(3));

        assertThat(cluster.roster()).isSameAs(roster);
        assertThat(Objects.requireNonNull(roster.standby())
                        .section(0)
                        .backend(0)
                        .load())
                .isEqualTo(3);
        assertThat(all(placement("byAge"))).containsExactly("first", "spare");
    }

    @Test
    void aBackendOfThreeTimesTheWeightGetsThreeTimesTheRequests() {
        cluster.configure(List.of(configured("light", 1, 0), configured("heavy", 3, 0)));
        for (int i = 0; i < 400; i++) {
            placement("byInFlight").next().orElseThrow().backend().account().started();
        }

        // The lighter one counts as good as long as it is within a quarter of the other.
        assertThat(inFlight("heavy")).isBetween(270, 310);
    }

    private int inFlight(String name) {
        return cluster.backend(new BackendId(name)).orElseThrow().account().inFlight();
    }

    private static ConfiguredBackend configured(String name, double weight, int tier) {
        return new ConfiguredBackend(Backends.configured(name).heartbeat(), weight, tier);
    }

    @Test
    void anEmptyChainTakesThemAsTheyCome() {
        hear(Backends.heard("alpha"));

        assertThat(all(placement())).containsExactly("alpha");
    }

    @Test
    void thisMachineIsTriedOnceAndNotWhenKeptOut() {
        cluster = cluster(Optional.of(Backends.configured("self").heartbeat()));
        assertThat(all(placement("addSelf"))).containsExactly("self");

        cluster.outliers().refused(cluster.self().orElseThrow(), clock.nanoTime(), "gone");
        assertThat(all(placement("addSelf"))).isEmpty();
    }

    @Test
    void saysHowTheRequestGetsThere() {
        hear(Backends.heard("alpha"));

        assertThat(placement("HTTPRedirectToName").next().orElseThrow().delivery())
                .isEqualTo(Delivery.REDIRECT_TO_NAME);
        assertThat(placement().next().orElseThrow().delivery()).isEqualTo(Delivery.FORWARD);
    }

    @Test
    void tellsOffFromNobodyThere() {
        hear(Backends.heard("alpha"));
        Placement off = placement("off");
        Placement nobody = placement("byHostname x");

        assertThat(off.next()).isEmpty();
        assertThat(off.isOff()).isTrue();
        assertThat(nobody.next()).isEmpty();
        assertThat(nobody.isOff()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"byAge,byInFlight", "byAge,byRandom,byLogWindow,byLoad", "byAge,byCost", "byAge,byTwoChoices"})
    void allocatesLittleMoreThanTheListOfAThousand(String items) {
        for (int i = 0; i < MANY; i++) {
            hear(Backends.heard("b" + i).load(i % 7).cpus(1 + i % 4).arriba(100).memory(i, MANY));
        }
        Chain chain = FunctionCatalogue.builtIns().parseAll(List.of(items.split(",")));
        cluster.backends();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int times = 50;

        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < times; i++) {
            new Placement(cluster, chain, Facts.ANY, chance).next();
        }
        long bytes = (threads.getCurrentThreadAllocatedBytes() - before) / times;

        // A reference each, at most 8 bytes, and a few small objects, not one a backend.
        assertThat(bytes).isLessThan(MANY * 8 + 4096);
    }

    private void refuse(String name) {
        cluster.outliers().refused(cluster.backend(new BackendId(name)).orElseThrow(), clock.nanoTime(), "refused");
    }

    private void answerBadly(String name) {
        for (int i = 0; i < 5; i++) {
            cluster.outliers()
                    .answeredBadly(
                            cluster.backend(new BackendId(name)).orElseThrow(), clock.nanoTime(), "answered 500");
        }
    }

    private Placement placement(String... items) {
        return new Placement(cluster, FunctionCatalogue.builtIns().parseAll(List.of(items)), Facts.ANY, chance);
    }

    private static List<String> all(Placement placement) {
        List<String> names = new ArrayList<>();
        for (var choice = placement.next(); choice.isPresent(); choice = placement.next()) {
            names.add(choice.get().backend().id().name());
        }
        return names;
    }

    private Cluster cluster(Optional<Heartbeat> self) {
        return new Cluster(new HeartbeatTable(MANY), List.of(), self, clock);
    }

    private void hear(Backends... backends) {
        for (Backends backend : backends) {
            cluster.hear(backend.heartbeat(), new Sender(InetAddress.getLoopbackAddress(), true));
        }
    }
}
