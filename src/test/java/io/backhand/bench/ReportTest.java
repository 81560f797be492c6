package io.backhand.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReportTest {
    @Test
    void comparesMedians() {
        String report = report(
                round("haproxy", 10, 0),
                round("haproxy", 90, 0),
                round("haproxy", 20, 0),
                round("backhand", 31, 0),
                round("backhand", 30, 0),
                round("backhand", 1, 0));

        assertThat(report)
                .contains("| backhand | 31.0 30.0 1.0 | 30.0 | 1.50 |")
                .contains("| haproxy | 10.0 90.0 20.0 | 20.0 | 1.00 |");
    }

    @Test
    void theMedianOfTwoIsBetweenThem() {
        assertThat(report(round("backhand", 30, 0), round("backhand", 20, 0))).contains("| 30.0 20.0 | 25.0 |");
    }

    @Test
    void marksARoundWithErrorsAndCountsThem() {
        assertThat(report(round("backhand", 30, 0), round("backhand", 20, 2)))
                .contains("| 30.0 20.0(!) |")
                .contains("| 2 | 1500 |\n");
    }

    @Test
    void judgesByMustAndAim() {
        assertThat(report(round("haproxy", 10, 0), round("backhand", 10, 0)))
                .contains("| 1.6 | 1.0 | 1.00 | aim met |");
        assertThat(report(round("haproxy", 10, 0), round("backhand", 16, 0))).contains("| 1.60 | must met |");
        assertThat(report(round("haproxy", 10, 0), round("backhand", 17, 0))).contains("| 1.70 | missed |");
    }

    @Test
    void leavesOutATargetThatWasNotMeasured() {
        assertThat(report(round("backhand", 10, 0))).doesNotContain("get128: CPU a request");
    }

    @Test
    void addedLatencyIsThatAboveTheBackendsOwn() {
        Results results =
                new Results(List.of(fixed("backhand", 330), fixed("haproxy", 300), fixed(Measuring.DIRECT, 100)));

        assertThat(results.addedMicros(Scenario.FIXED_1000, "backhand")).hasValue(230);
        assertThat(new Report(results).markdown())
                .contains("| fixed1000: median latency added | haproxy | 1.15 | 1.0 | 1.15 |");
    }

    @Test
    void anIdleConnectionCostsWhatItDoesInTheWorstRound() {
        Results results = new Results(Stream.of(4.0, 1.5)
                .map(kib -> new Round(
                        Scenario.IDLE,
                        "backhand",
                        load(0, 1000),
                        new Usage(1, 0, 0),
                        0,
                        OptionalLong.empty(),
                        Optional.of(new Round.Idle(kib, 1000, 0))))
                .toList());

        assertThat(results.idleKibEach("backhand")).hasValue(4.0);
        assertThat(results.idleKibEach("haproxy")).isEmpty();
    }

    private static String report(Round... rounds) {
        return new Report(new Results(List.of(rounds))).markdown();
    }

    private static Round round(String contestant, int cpuMicrosPerRequest, int errors) {
        return new Round(
                Scenario.GET_128,
                contestant,
                load(errors, 500),
                new Usage(1000L * cpuMicrosPerRequest, 0, 0),
                1024,
                OptionalLong.of(1_500_000),
                Optional.empty());
    }

    private static Round fixed(String contestant, int p50Micros) {
        return new Round(
                Scenario.FIXED_1000,
                contestant,
                load(0, p50Micros),
                new Usage(1, 0, 0),
                0,
                OptionalLong.empty(),
                Optional.empty());
    }

    private static LoadResult load(int errors, int p50Micros) {
        return new LoadResult(1000, errors, 1, p50Micros, 1000, 2000);
    }
}
