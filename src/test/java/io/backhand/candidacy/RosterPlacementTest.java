package io.backhand.candidacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backhand.candidacy.functions.FunctionCatalogue;
import io.backhand.cluster.Backend;
import io.backhand.cluster.BackendId;
import io.backhand.cluster.Cluster;
import io.backhand.cluster.Heartbeat;
import io.backhand.cluster.HeartbeatTable;
import io.backhand.cluster.Intent;
import io.backhand.cluster.RequestLedger;
import io.backhand.cluster.Sender;
import io.backhand.testing.Backends;
import io.backhand.testing.Facts;
import io.backhand.testing.ManualClock;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a placement finds by scanning the roster is what the same chain finds in a list of the same backends. */
class RosterPlacementTest {
    private static final int DRAWS = 20_000;

    private final ManualClock clock = new ManualClock();

    @Property
    void byInFlightFindsTheSameInBoth(@ForAll Random mixed, @ForAll @IntRange(max = 150) int size, @ForAll long seed) {
        Cluster cluster = cluster(mixed, size, true);
        Chain chain = chain("byAge 5s", "byInFlight");
        // Twice: capacities are remembered from one placement to the next.
        for (int i = 0; i < 2; i++) {
            assertThat(scanned(cluster, chain, new Random(seed + i)))
                    .isEqualTo(listed(cluster, chain, new Random(seed + i)));
            mixed.ints(3, 0, Math.max(1, size))
                    .mapToObj(row -> cluster.backend(id(row)))
                    .flatMap(Optional::stream)
                    .forEach(backend -> change(cluster, backend, mixed));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "byAge 5s,byInFlight",
                "byAge 5s,byRandom",
                "byAge 5s,byRandom,byLogWindow",
                "byAge 5s,byRandom,byLogWindow,byLoad",
                "byRandom,byAge 5s",
                "byInFlight,byAge 5s,byRandom",
                "byInFlight,byLogWindow"
            })
    void givesEachTheSameChance(String items) {
        Chain chain = chain(items.split(","));
        // Some without a latency or a capacity, some silent, some kept out.
        Cluster cluster = cluster(new Random(7), 16, false);
        Random chance = new Random(1);
        Map<Optional<BackendId>, Integer> scanned = new HashMap<>();
        Map<Optional<BackendId>, Integer> listed = new HashMap<>();
        for (int i = 0; i < DRAWS; i++) {
            scanned.merge(scanned(cluster, chain, chance), 1, Integer::sum);
            listed.merge(listed(cluster, chain, chance), 1, Integer::sum);
        }

        assertThat(scanned.keySet()).isEqualTo(listed.keySet());
        // Five standard deviations of the difference of two counts.
        assertThat(scanned).allSatisfy((id, count) -> assertThat(count)
                .isCloseTo(listed.getOrDefault(id, 0), within((int) (5 * Math.sqrt(2.0 * count)))));
    }

    @Test
    void drawsEvenlyWhereLatenciesAreAllNought() {
        Cluster cluster = new Cluster(new HeartbeatTable(4), List.of(), Optional.empty(), clock);
        for (int row = 0; row < 3; row++) {
            hear(cluster, Backends.heard("b" + row).heartbeat());
            RequestLedger.Account account = account(cluster, row);
            account.started();
            account.finished(0);
        }
        Map<Optional<BackendId>, Integer> firsts = new HashMap<>();
        Random chance = new Random(2);
        for (int i = 0; i < 3000; i++) {
            firsts.merge(scanned(cluster, chain("byInFlight"), chance), 1, Integer::sum);
        }

        assertThat(firsts.values()).hasSize(3).allSatisfy(count -> assertThat(count)
                .isCloseTo(1000, within(150)));
    }

    @Property
    void leavesOutWhoMayNotBeChosen(@ForAll Random mixed, @ForAll @IntRange(max = 150) int size) {
        Cluster cluster = cluster(mixed, size, false);
        long now = clock.nanoTime();

        assertThat(new Candidates(cluster.roster(), Optional.empty(), now, mixed).toList())
                .containsExactlyInAnyOrderElementsOf(cluster.backends().stream()
                        .filter(backend -> backend.acceptsRequests(now))
                        .toList());
    }

    private static Optional<BackendId> scanned(Cluster cluster, Chain chain, Random chance) {
        return new Placement(cluster, chain, Facts.ANY, chance).next().map(choice -> choice.backend()
                .id());
    }

    private Optional<BackendId> listed(Cluster cluster, Chain chain, Random chance) {
        long now = clock.nanoTime();
        List<Backend> accepting = new Candidates(cluster.roster(), Optional.empty(), now, chance).toList();
        Candidates candidates = new Candidates(accepting, Optional.empty(), now, chance);
        chain.apply(candidates, Facts.ANY);
        return candidates.isEmpty()
                ? Optional.empty()
                : Optional.of(candidates.get(0).id());
    }

    /** Backends of which some are silent, kept out or draining, some say little, and each has its share of requests. */
    private Cluster cluster(Random mixed, int size, boolean allAnswered) {
        Cluster cluster = new Cluster(
                new HeartbeatTable(150), List.of(Backends.configured("legacy").heartbeat()), Optional.empty(), clock);
        for (int row = 0; row < size; row++) {
            Backends backend = Backends.heard("b" + row).load(mixed.nextInt(4));
            if (mixed.nextInt(4) > 0) {
                backend.cpus(1 + mixed.nextInt(4));
            }
            if (mixed.nextInt(4) > 0) {
                backend.arriba(100 + mixed.nextInt(50));
            }
            backend.intent(mixed.nextInt(8) == 0 ? Intent.DRAINING : Intent.UP);
            if (mixed.nextInt(8) == 0) {
                clock.advance(Duration.ofSeconds(2));
            }
            hear(cluster, backend.heartbeat());
            RequestLedger.Account account = account(cluster, row);
            for (int i = mixed.nextInt(3); i > 0; i--) {
                account.started();
            }
            if (allAnswered || mixed.nextInt(3) > 0) {
                account.started();
                account.finished(1000 + mixed.nextInt(100_000));
            }
            if (mixed.nextInt(8) == 0) {
                refuse(cluster, cluster.backend(id(row)).orElseThrow());
            }
        }
        RequestLedger.Account legacy =
                cluster.backend(new BackendId("legacy")).orElseThrow().account();
        legacy.started();
        legacy.finished(50_000);
        return cluster;
    }

    /** What may happen to a backend between two placements. */
    private void change(Cluster cluster, Backend backend, Random mixed) {
        switch (mixed.nextInt(3)) {
            case 0 -> backend.account().started();
            case 1 -> refuse(cluster, backend);
            default -> clock.advance(Duration.ofSeconds(1));
        }
    }

    private void refuse(Cluster cluster, Backend backend) {
        cluster.outliers().refused(backend, clock.nanoTime(), "refused");
    }

    private static void hear(Cluster cluster, Heartbeat heartbeat) {
        cluster.hear(heartbeat, new Sender(InetAddress.getLoopbackAddress(), true));
    }

    private static RequestLedger.Account account(Cluster cluster, int row) {
        return cluster.backend(id(row)).orElseThrow().account();
    }

    private static BackendId id(int row) {
        return new BackendId("b" + row);
    }

    private static Chain chain(String... items) {
        return FunctionCatalogue.builtIns().parseAll(List.of(items));
    }
}
