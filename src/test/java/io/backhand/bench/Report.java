package io.backhand.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/** A run as Markdown: a table for each scenario, then one of the targets. */
final class Report {
    /** Those that others are compared with, each a column where it took part. */
    private static final List<String> REFERENCES =
            List.of("haproxy", "nginx", "httpd", "undertow", "jetty", "war-asyncproxy", "backhand-http");

    private final Results results;
    private final StringBuilder text = new StringBuilder();

    Report(Results results) {
        this.results = results;
    }

    /** All of it. */
    String markdown() {
        for (Scenario scenario : Scenario.values()) {
            if (!results.contestants(scenario).isEmpty()) {
                scenario(scenario);
            }
        }
        targets();
        return text.toString();
    }

    private void scenario(Scenario scenario) {
        Set<String> contestants = results.contestants(scenario);
        List<String> references =
                REFERENCES.stream().filter(contestants::contains).toList();
        line("### " + scenario.label() + ": " + scenario.title());
        line("");
        List<String> head = new ArrayList<>(List.of("contestant", "CPU µs/req: rounds", "median"));
        references.forEach(reference -> head.add("÷ " + reference));
        head.addAll(List.of("req/s", "csw/req", "p50 ms", "p99 ms", "p99.9 ms", "PSS MiB", "errors"));
        if (scenario.tellsAllocation()) {
            head.add("B/req allocated");
        }
        if (scenario == Scenario.FIXED_1000) {
            head.add("added p50 µs");
        }
        if (scenario == Scenario.IDLE) {
            head.addAll(List.of("KiB each", "p99 ms without", "lost"));
        }
        row(head);
        row(head.stream().map(column -> "---").toList());
        contestants.forEach(contestant -> contestant(scenario, contestant, references));
        line("");
    }

    private void contestant(Scenario scenario, String contestant, List<String> references) {
        boolean proxy = !contestant.equals(Measuring.DIRECT);
        List<Round> rounds = results.of(scenario, contestant);
        OptionalDouble cpu = results.cpu(scenario, contestant);
        List<String> cells = new ArrayList<>(List.of(contestant));
        cells.add(proxy ? rounds.stream().map(Report::cpuOf).collect(Collectors.joining(" ")) : "");
        cells.add(proxy ? figure("%.1f", cpu) : "");
        references.forEach(reference ->
                cells.add(proxy ? figure("%.2f", Results.ratio(cpu, results.cpu(scenario, reference))) : ""));
        cells.add(figure("%,.0f", results.median(scenario, contestant, Round::requestsPerSecond)));
        cells.add(figure("%.2f", results.median(scenario, contestant, Round::voluntarySwitchesPerRequest)));
        cells.add(figure(
                "%.2f",
                results.median(scenario, contestant, round -> round.load().p50Micros() / 1e3)));
        cells.add(figure(
                "%.1f",
                results.median(scenario, contestant, round -> round.load().p99Micros() / 1e3)));
        cells.add(figure(
                "%.1f",
                results.median(scenario, contestant, round -> round.load().p999Micros() / 1e3)));
        cells.add(figure("%.0f", results.median(scenario, contestant, round -> round.pssKib() / 1024.0)));
        cells.add(Long.toString(
                rounds.stream().mapToLong(round -> round.load().errors()).sum()));
        if (scenario.tellsAllocation()) {
            cells.add(figure("%.0f", results.allocatedBytesPerRequest(scenario, contestant)));
        }
        if (scenario == Scenario.FIXED_1000) {
            cells.add(figure("%.0f", results.addedMicros(scenario, contestant)));
        }
        if (scenario == Scenario.IDLE) {
            idle(contestant, cells);
        }
        row(cells);
    }

    /** A round with errors is no measurement, and can be seen. */
    private static String cpuOf(Round round) {
        return String.format(Locale.ROOT, round.load().errors() == 0 ? "%.1f" : "%.1f(!)", round.cpuMicrosPerRequest());
    }

    private void idle(String contestant, List<String> cells) {
        cells.add(figure("%.1f", results.idleKibEach(contestant)));
        cells.add(figure(
                "%.1f",
                results.median(
                        Scenario.IDLE,
                        contestant,
                        round -> round.idle().map(Round.Idle::p99MicrosWithout).orElse(0L) / 1e3)));
        cells.add(Integer.toString(results.of(Scenario.IDLE, contestant).stream()
                .mapToInt(round -> round.idle().map(Round.Idle::lost).orElse(0))
                .max()
                .orElse(0)));
    }

    private void targets() {
        line("### Targets");
        line("");
        row(List.of("work", "against", "must", "aim", "measured", ""));
        row(List.of("---", "---", "---", "---", "---", "---"));
        for (Target target : Target.ALL) {
            OptionalDouble measured = target.measure().in(results);
            if (measured.isPresent()) {
                row(List.of(
                        target.work(),
                        target.against(),
                        Double.toString(target.must()),
                        Double.toString(target.aim()),
                        figure("%.2f", measured),
                        judgement(target, measured.getAsDouble())));
            }
        }
    }

    private static String judgement(Target target, double measured) {
        if (measured <= target.aim()) {
            return "aim met";
        }
        return measured <= target.must() ? "must met" : "missed";
    }

    private static String figure(String format, OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : "–";
    }

    private void row(List<String> cells) {
        line("| " + String.join(" | ", cells) + " |");
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
