package io.backhand.candidacy.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backhand.candidacy.Candidates;
import io.backhand.candidacy.Chain;
import io.backhand.candidacy.Delivery;
import io.backhand.candidacy.RequestFacts;
import io.backhand.cluster.Backend;
import io.backhand.testing.Backends;
import io.backhand.testing.Facts;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each function makes of a list of candidates; {@link BySessionTest} has its own. */
class FunctionsTest {
    private static final FunctionCatalogue CATALOGUE = FunctionCatalogue.builtIns();

    private final Random chance = new Random(7);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "byAge",
                "byRandom",
                "byLogWindow",
                "byLoad 1",
                "byCPU",
                "byBusyChildren",
                "byCost",
                "bySession",
                "byCookie",
                "byHostname a",
                "removeSelf",
                "addPrediction",
                "byInFlight",
                "byLatency",
                "byTwoChoices"
            })
    void makesNothingOfNobodyAndKeepsTheOnlyOne(String item) {
        assertThat(names(item)).isEmpty();
        assertThat(names(item, Backends.heard("alpha").load(3).cpus(2).build())).containsExactly("alpha");
    }

    @Test
    void byAgeKeepsWhatIsExactlyAsOldAsItMayBe() {
        Backend young = Backends.heard("young").age(Duration.ofSeconds(1)).build();
        Backend atEdge = Backends.heard("at-edge").age(Duration.ofSeconds(5)).build();
        Backend pastEdge = Backends.heard("past-edge")
                .age(Duration.ofSeconds(5).plusNanos(1))
                .build();

        assertThat(names("byAge", pastEdge, young, atEdge)).containsExactly("young", "at-edge");
        assertThat(names("byAge 1", pastEdge, young, atEdge)).containsExactly("young");
        assertThat(names("byAge 999ms", pastEdge, young, atEdge)).isEmpty();
    }

    @Test
    void byAgeKeepsWhatTheConfigurationNames() {
        assertThat(names(
                        "byAge",
                        Backends.configured("legacy").age(Duration.ofHours(1)).build()))
                .containsExactly("legacy");
    }

    @Test
    void byRandomPutsEachFirstAboutAsOften() {
        Map<String, Integer> firsts = firsts("byRandom", 3000, numbered(3));

        assertThat(firsts.values()).hasSize(3).allSatisfy(count -> assertThat(count)
                .isCloseTo(1000, within(150)));
    }

    @Test
    void byRandomKeepsAll() {
        assertThat(names("byRandom", numbered(5))).containsExactlyInAnyOrder("b0", "b1", "b2", "b3", "b4");
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,1", "2,1", "3,1", "4,2", "7,2", "8,3", "15,3", "16,4", "1000,9"})
    void byLogWindowKeepsTheLogarithmButAtLeastOne(int all, int kept) {
        assertThat(names("byLogWindow", numbered(all)))
                .isEqualTo(Arrays.stream(numbered(kept)).map(b -> b.id().name()).toList());
    }

    @Test
    void byLogWindowAfterByRandomIsASample() {
        assertThat(firsts("byRandom,byLogWindow", 4000, numbered(8)).values())
                .hasSize(8)
                .allSatisfy(count -> assertThat(count).isCloseTo(500, within(120)));
    }

    @Test
    void byLoadPutsTheLowestFirstAndKeepsTheOrderOfEquals() {
        Backend high = Backends.heard("high").load(3).build();
        Backend low1 = Backends.heard("low1").load(0.5).build();
        Backend low2 = Backends.heard("low2").load(0.5).build();

        assertThat(names("byLoad", high, low2, low1)).containsExactly("low2", "low1", "high");
    }

    @Test
    void byLoadFavoursThisMachineByTheBias() {
        Backend self = Backends.heard("self").load(1.5).build();
        Backend other = Backends.heard("other").load(1.2).build();

        assertThat(best("byLoad", self, other, self)).isEqualTo("other");
        assertThat(best("byLoad 0.2", self, other, self)).isEqualTo("other");
        assertThat(best("byLoad 0.4", self, other, self)).isEqualTo("self");
    }

    @Test
    void aMissingFigureCountsAsTheMedian() {
        Backend one = Backends.heard("one").load(1).build();
        Backend two = Backends.heard("two").load(2).build();
        Backend nine = Backends.heard("nine").load(9).build();
        Backend unknown = Backends.heard("unknown").build();

        assertThat(names("byLoad", nine, unknown, two, one)).containsExactly("one", "unknown", "two", "nine");
    }

    @Test
    void byCpuPutsTheIdlestFirst() {
        Backend busy = Backends.heard("busy").idle(0.1).build();
        Backend idle = Backends.heard("idle").idle(0.9).build();

        assertThat(names("byCPU", busy, idle)).containsExactly("idle", "busy");
    }

    @Test
    void byBusyChildrenPutsTheFewestFirst() {
        Backend five = Backends.heard("five").workers(100, 5).build();
        Backend two = Backends.heard("two").workers(1, 2).build();

        assertThat(names("byBusyChildren", five, two)).containsExactly("two", "five");
    }

    @Test
    void byCostWeighsMemoryAgainstLoad() {
        // Three candidates, L is 4: 3^0.9 + 3^0 = 3.69, 3^0.1 + 3^0.75 = 3.40, 3^0.5 + 3^0.25 = 3.05.
        Backend full = Backends.heard("full").memory(10, 100).load(0).build();
        Backend loaded = Backends.heard("loaded").memory(90, 100).load(3).build();
        Backend between = Backends.heard("between").memory(50, 100).load(1).build();

        assertThat(names("byCost", full, loaded, between)).containsExactly("between", "loaded", "full");
    }

    @Test
    void byCostTakesThePowerOfTwoAboveTheLargestLoad() {
        // With L 2, 2^0.5 + 2^0.5 = 2.83 and 2^0 + 2^0.9 = 2.87; were L 1, the first would cost 3.41.
        Backend loaded = Backends.heard("loaded").memory(50, 100).load(1).build();
        Backend full = Backends.heard("full").memory(10, 100).load(0).build();

        assertThat(names("byCost", full, loaded)).containsExactly("loaded", "full");
    }

    @Test
    void byHostnameFindsThePatternAnywhereInTheName() {
        Backend web1 = Backends.heard("web1.example").build();
        Backend db = Backends.heard("db-web").build();

        assertThat(names("byHostname web", web1, db)).containsExactly("web1.example", "db-web");
        assertThat(names("byHostname ^web[0-9]+\\.", web1, db)).containsExactly("web1.example");
        assertThat(names("byHostname WEB", web1, db)).isEmpty();
    }

    @Test
    void addSelfAddsThisMachineOnceAtTheEnd() {
        Backend self = Backends.configured("self").build();
        Backend other = Backends.heard("other").build();

        assertThat(run("addSelf,addSelf", self, other)).containsExactly(other, self);
        assertThat(run("addSelf,removeSelf", self, other)).containsExactly(other);
        assertThat(names("addSelf", other)).containsExactly("other");
    }

    @Test
    void removeSelfGoesByName() {
        Backend heard = Backends.heard("self").build();

        assertThat(run("removeSelf", Backends.configured("self").build(), heard))
                .isEmpty();
    }

    @Test
    void addPredictionCountsWhatWasSentSinceTheHeartbeat() {
        Backend idleThen = Backends.heard("idle-then").load(0.5).inFlight(3).build();
        Backend busyThen = Backends.heard("busy-then").load(2).build();

        assertThat(names("byLoad", idleThen, busyThen)).containsExactly("idle-then", "busy-then");
        assertThat(names("addPrediction,byLoad", idleThen, busyThen)).containsExactly("busy-then", "idle-then");
        assertThat(names("byLoad,addPrediction", idleThen, busyThen)).containsExactly("idle-then", "busy-then");
    }

    @Test
    void addPredictionTakesIdleTimeByProcessors() {
        Backend small = Backends.heard("small").idle(0.9).cpus(1).inFlight(1).build();
        Backend big = Backends.heard("big").idle(0.8).cpus(8).inFlight(1).build();

        assertThat(names("addPrediction,byCPU", small, big)).containsExactly("big", "small");
    }

    @Test
    void redirectsSayHowAndKeepAll() {
        Candidates byAddress = candidates(Optional.empty(), numbered(2));
        chain("HTTPRedirectToIP").apply(byAddress, Facts.ANY);
        Candidates byName = candidates(Optional.empty(), numbered(2));
        chain("HTTPRedirectToName").apply(byName, Facts.ANY);

        assertThat(byAddress.delivery()).isEqualTo(Delivery.REDIRECT_TO_ADDRESS);
        assertThat(byName.delivery()).isEqualTo(Delivery.REDIRECT_TO_NAME);
        assertThat(byName.size()).isEqualTo(2);
    }

    @Test
    void offEmptiesTheListAndEndsTheChain() {
        Candidates candidates =
                candidates(Optional.of(Backends.configured("self").build()), numbered(2));
        chain("off,addSelf").apply(candidates, Facts.ANY);

        assertThat(candidates.isEmpty()).isTrue();
        assertThat(candidates.isOff()).isTrue();
    }

    @Test
    void byInFlightCountsTheRequestAboutToBePlaced() {
        Backend small = Backends.heard("small").cpus(1).arriba(100).build();
        Backend big = Backends.heard("big").cpus(4).arriba(100).inFlight(2).build();

        // 1 of 100 against 3 of 400, then 1 of 100 against 4, 5 and 6 of 400.
        assertThat(names("byInFlight", small, big)).containsExactly("big", "small");
        big.account().started();
        assertThat(firsts("byInFlight", 200, small, big)).hasSize(2);
        big.account().started();
        assertThat(firsts("byInFlight", 200, small, big)).hasSize(2);
        big.account().started();
        assertThat(names("byInFlight", small, big)).containsExactly("small", "big");
    }

    @Test
    void byInFlightDrawsTheQuickerMoreOftenAmongThoseAsGood() {
        Backend slow = Backends.heard("slow").latency(Duration.ofSeconds(2)).build();
        Backend quick = Backends.heard("quick").latency(Duration.ofMillis(2)).build();

        Map<String, Integer> firsts = firsts("byInFlight", 3000, slow, quick);

        assertThat(firsts.getOrDefault("slow", 0)).isCloseTo(187, within(60));
    }

    @Test
    void byInFlightSpreadsOverBackendsWhoseSpeedTestsDifferByChance() {
        Backend one = Backends.heard("one").cpus(2).arriba(83_000).build();
        Backend other = Backends.heard("other").cpus(2).arriba(93_000).build();

        assertThat(firsts("byInFlight", 1000, one, other).values()).hasSize(2).allSatisfy(count -> assertThat(count)
                .isCloseTo(500, within(100)));
    }

    @Test
    void byInFlightDrawsAmongWhatIsEqualInAll() {
        assertThat(firsts("byInFlight", 3000, numbered(3)).values()).hasSize(3).allSatisfy(count -> assertThat(count)
                .isCloseTo(1000, within(150)));
    }

    @Test
    void byLatencyPutsTheShortestFirstAndTheUnknownInTheMiddle() {
        Backend slow = Backends.heard("slow").latency(Duration.ofMillis(20)).build();
        Backend quick = Backends.heard("quick").latency(Duration.ofMillis(2)).build();
        Backend fresh = Backends.heard("fresh").build();

        assertThat(names("byLatency", slow, fresh, quick)).containsExactly("fresh", "quick", "slow");
    }

    @Test
    void byTwoChoicesKeepsTwoTheLessBusyFirst() {
        Backend idle = Backends.heard("idle").build();
        Backend busy = Backends.heard("busy").inFlight(3).build();
        Backend[] three = {Backends.heard("third").inFlight(9).build(), busy, idle};

        assertThat(names("byTwoChoices", busy, idle)).containsExactly("idle", "busy");
        assertThat(names("byTwoChoices", three)).hasSize(2);
        assertThat(firsts("byTwoChoices", 3000, three).get("idle")).isCloseTo(2000, within(150));
        assertThat(firsts("byTwoChoices", 3000, three)).doesNotContainKey("third");
    }

    @Test
    void byTwoChoicesDrawsByCapacity() {
        Backend[] mixed = {
            Backends.heard("big").cpus(8).arriba(100).inFlight(70).build(),
            Backends.heard("small1").cpus(1).arriba(100).inFlight(9).build(),
            Backends.heard("small2").cpus(1).arriba(100).inFlight(9).build()
        };

        // Big is left out only where both small ones are drawn: 2 * 1/10 * 1/9.
        assertThat(firsts("byTwoChoices", 9000, mixed).get("big")).isCloseTo(8800, within(60));
    }

    private Map<String, Integer> firsts(String items, int times, Backend... backends) {
        Map<String, Integer> firsts = new TreeMap<>();
        Chain chain = chain(items);
        for (int i = 0; i < times; i++) {
            Candidates candidates = candidates(Optional.empty(), backends);
            chain.apply(candidates, Facts.ANY);
            firsts.merge(candidates.get(0).id().name(), 1, Integer::sum);
        }
        return firsts;
    }

    private List<String> names(String items, Backend... backends) {
        Candidates candidates = candidates(Optional.empty(), backends);
        chain(items).apply(candidates, Facts.ANY);
        return candidates.toList().stream().map(backend -> backend.id().name()).toList();
    }

    private String best(String items, Backend self, Backend... backends) {
        return run(items, self, backends).get(0).id().name();
    }

    private List<Backend> run(String items, Backend self, Backend... backends) {
        RequestFacts facts = Facts.ANY;
        Candidates candidates = candidates(Optional.of(self), backends);
        chain(items).apply(candidates, facts);
        return candidates.toList();
    }

    private Candidates candidates(Optional<Backend> self, Backend... backends) {
        return new Candidates(List.of(backends), self, Backends.NOW, chance);
    }

    private static Chain chain(String items) {
        return CATALOGUE.parseAll(List.of(items.split(",")));
    }

    private static Backend[] numbered(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Backends.heard("b" + i).build())
                .toArray(Backend[]::new);
    }
}
