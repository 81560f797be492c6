package io.backhand.candidacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backhand.cluster.Backend;
import io.backhand.testing.Backends;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The list keeps its word whether an order is made at once, later, or only as far as its first. */
class CandidatesTest {
    private static final ToDoubleFunction<Backend> LOAD = Backend::load;

    @Property
    void theFirstIsTheFirstOfTheWholeOrder(@ForAll @Size(min = 1, max = 40) List<@IntRange(max = 5) Integer> loads) {
        Candidates whole = of(loads);
        Candidates first = of(loads);
        for (Candidates each : List.of(whole, first)) {
            each.sortBy(CandidatesTest::cpus);
            each.sortBy(LOAD);
        }

        Backend best = first.get(0);
        assertThat(best.id()).isEqualTo(whole.toList().get(0).id());
        assertThat(names(first.toList())).isEqualTo(names(whole.toList()));
    }

    @Property
    void sortsByTheLastKeyThenTheOneBeforeThenThePlace(@ForAll @Size(max = 40) List<@IntRange(max = 5) Integer> loads) {
        Candidates candidates = of(loads);
        List<Backend> expected = new ArrayList<>(candidates.toList());
        candidates.sortBy(CandidatesTest::cpus);
        candidates.sortBy(LOAD);
        expected.sort(Comparator.comparingDouble(LOAD).thenComparingDouble(CandidatesTest::cpus));

        assertThat(candidates.toList()).isEqualTo(expected);
    }

    @Property
    void keepsTheFirstOfTheOrderThatWasAskedFor(
            @ForAll @Size(max = 40) List<@IntRange(max = 5) Integer> loads, @ForAll @IntRange(max = 45) int count) {
        Candidates candidates = of(loads);
        candidates.sortBy(LOAD);
        List<String> all = names(of(loads, LOAD).toList());
        candidates.keepFirst(count);

        assertThat(names(candidates.toList())).isEqualTo(all.subList(0, Math.min(count, all.size())));
    }

    @Property
    void theMedianIsTheLowerMiddleOfThoseThatAreKnown(@ForAll @Size(max = 60) List<@IntRange(max = 9) Integer> loads) {
        double median = of(loads).median(LOAD, 77);
        List<Integer> sorted = loads.stream().sorted().toList();

        assertThat(median).isEqualTo(sorted.isEmpty() ? 77 : sorted.get((sorted.size() - 1) / 2));
    }

    @Test
    void aMedianIsNotTakenWhereEveryFigureIsKnown() {
        AtomicInteger reads = new AtomicInteger();
        Candidates candidates = of(List.of(3, 1, 2));
        candidates.sortBy(candidates.knownOrMedian(
                backend -> {
                    reads.incrementAndGet();
                    return backend.load();
                },
                0));
        candidates.get(0);

        assertThat(reads).hasValue(3);
    }

    @Test
    void droppingKeepsTheOrder() {
        Candidates candidates = of(List.of(3, 1, 2, 0));
        candidates.sortBy(LOAD);
        candidates.get(0);
        candidates.keepIf(backend -> backend.load() != 1);

        assertThat(loads(candidates)).containsExactly(0.0, 2.0, 3.0);
    }

    @Test
    void whatIsNoNumberComesLastAndTheZerosAreEqual() {
        Candidates candidates = of(List.of(0, 1, 2));
        double[] scores = {Double.NaN, 0.0, -0.0};
        candidates.sortBy(backend -> scores[(int) backend.load()]);

        assertThat(candidates.get(0).load()).isEqualTo(1);
        assertThat(loads(candidates)).containsExactly(1.0, 2.0, 0.0);
    }

    @Test
    void aShuffleDecidesAmongEqualsOfALaterKey() {
        Map<Double, Integer> firsts = new TreeMap<>();
        for (int i = 0; i < 3000; i++) {
            Candidates candidates = of(List.of(5, 5, 1, 2, 3), new Random(i));
            candidates.shuffle();
            candidates.sortBy(backend -> backend.load() >= 4 ? 1 : 0);
            firsts.merge(candidates.get(0).load(), 1, Integer::sum);
        }

        assertThat(firsts.keySet()).containsExactly(1.0, 2.0, 3.0);
        assertThat(firsts.values()).allSatisfy(count -> assertThat(count).isCloseTo(1000, within(150)));
    }

    @Test
    void aShuffleStaysOneAfterItsFirstWasSeen() {
        Map<String, Integer> orders = new TreeMap<>();
        for (int i = 0; i < 6000; i++) {
            Candidates candidates = of(List.of(0, 1, 2), new Random(i));
            candidates.shuffle();
            Backend first = candidates.get(0);
            List<Backend> all = candidates.toList();
            assertThat(all.get(0)).isSameAs(first);
            orders.merge(loads(candidates).toString(), 1, Integer::sum);
        }

        assertThat(orders).hasSize(6);
        assertThat(orders.values()).allSatisfy(count -> assertThat(count).isCloseTo(1000, within(150)));
    }

    @Test
    void addsAtTheEndOfTheOrderAndGrows() {
        Candidates candidates = of(List.of(3, 1));
        candidates.sortBy(LOAD);
        candidates.add(Backends.heard("more").load(0).build());
        candidates.add(Backends.heard("more").load(9).build());

        assertThat(loads(candidates)).containsExactly(1.0, 3.0, 0.0);
    }

    @Test
    void drawsNoMoreThanThereAreAndNoneTwice() {
        Candidates candidates = of(List.of(1, 2, 3));
        candidates.keepDrawn(9, LOAD);

        assertThat(loads(candidates)).containsExactlyInAnyOrder(1.0, 2.0, 3.0);
        candidates.keepDrawn(0, LOAD);
        assertThat(candidates.isEmpty()).isTrue();
    }

    private static Candidates of(List<Integer> loads) {
        return of(loads, new Random(1));
    }

    private static Candidates of(List<Integer> loads, ToDoubleFunction<Backend> order) {
        Candidates candidates = of(loads);
        candidates.sortBy(order);
        return candidates;
    }

    private static Candidates of(List<Integer> loads, Random chance) {
        List<Backend> backends = IntStream.range(0, loads.size())
                .mapToObj(i -> Backends.heard("b" + i)
                        .load(loads.get(i))
                        .cpus(1 + (i * 7) % 3)
                        .build())
                .toList();
        return new Candidates(backends, Optional.empty(), Backends.NOW, chance);
    }

    private static double cpus(Backend backend) {
        return backend.figures().cpus().orElse(0);
    }

    private static List<String> names(List<Backend> backends) {
        return backends.stream().map(backend -> backend.id().name()).collect(Collectors.toList());
    }

    private static List<Double> loads(Candidates candidates) {
        return candidates.toList().stream().map(Backend::load).toList();
    }
}
