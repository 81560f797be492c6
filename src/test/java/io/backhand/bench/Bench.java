package io.backhand.bench;

import io.backhand.bench.Measuring.Times;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** The program behind {@code test-cluster/bench}, which sees to it that what it needs is there. */
@Command(
        name = "test-cluster/bench",
        sortOptions = false,
        description =
                "Measures Backhand beside other proxies: the proxy on one processor, load and backends on another.")
public final class Bench implements Callable<Integer> {
    private static final Path RAW = Path.of("target/bench/rounds.tsv");
    private static final Times QUICK = new Times(2, 3, 20);

    @Option(
            names = "--scenario",
            split = ",",
            paramLabel = "NAME",
            converter = ScenarioName.class,
            completionCandidates = ScenarioName.class,
            description = "only these, of ${COMPLETION-CANDIDATES}")
    private List<Scenario> scenarios = List.of(Scenario.values());

    @Option(
            names = "--contestant",
            split = ",",
            paramLabel = "NAME",
            description =
                    "only these, of backhand, haproxy, nginx, httpd, undertow, jetty, war-backhand, war-asyncproxy,"
                            + " backhand-ajp, backhand-http")
    private List<String> only = List.of();

    @Option(names = "--rounds", paramLabel = "N", description = "of each contestant in each scenario (5)")
    private int rounds = 5;

    @Option(names = "--seconds", paramLabel = "N", description = "of each round (4)")
    private int seconds = 4;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "seconds of work for what runs in a JVM before its first round (60)")
    private int warmUp = 60;

    @Option(names = "--quick", description = "2 rounds of 3 s after 20 s: to see that it works, not to quote")
    private boolean quick;

    @Option(names = "--jdk", paramLabel = "DIR", description = "what the proxies in Java run on (the newest here)")
    private @Nullable Path jdk;

    @Option(
            names = "--flags",
            paramLabel = "FLAGS",
            description = "more JVM flags for Backhand, in one word; they win over those of bin/backhand")
    private @Nullable String flags;

    @Option(names = "--out", paramLabel = "FILE", description = "where the tables go besides standard output")
    private @Nullable Path out;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "shows this")
    @SuppressWarnings("UnusedVariable")
    private boolean help;

    /** Exits with 0, 1 where something could not be measured, or 2 for wrong usage. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Times times = quick ? QUICK : new Times(rounds, seconds, warmUp);
        List<Contestant> contestants = contestants();
        Path home = jdk == null ? Machine.newestJdk() : jdk;
        List<String> balancerFlags =
                flags == null ? List.of() : List.of(flags.strip().split("\\s+", -1));
        Path folder = Files.createDirectories(Path.of("target/bench").toAbsolutePath());
        // Not a temporary folder, which nobody else may enter: httpd's children work as another user.
        Path run = Files.createDirectories(
                folder.resolve("run-" + ProcessHandle.current().pid()));
        List<Round> measured = new ArrayList<>();
        try (NginxBackends backends = new NginxBackends(run);
                Measuring measuring =
                        new Measuring(Site.make(run, backends.ports(), home, balancerFlags), times, new Progress())) {
            for (Scenario scenario : scenarios) {
                measured.addAll(measuring.run(
                        scenario,
                        contestants.stream()
                                .filter(contestant -> contestant.takes(scenario))
                                .toList()));
                keep(measured);
            }
        }
        deleteAll(run);
        String text = head(home, balancerFlags, times) + new Report(new Results(measured)).markdown();
        System.out.write(text.getBytes(StandardCharsets.UTF_8));
        System.out.flush();
        if (out != null) {
            Files.writeString(out, text);
        }
        return measured.stream().anyMatch(round -> round.load().errors() > 0) ? 1 : 0;
    }

    private List<Contestant> contestants() {
        List<Contestant> all = Stream.of(
                        Stream.of(new BackhandProxy(), new Haproxy(), new Nginx(), new Httpd()),
                        Arrays.stream(FrontContestant.values()),
                        Arrays.stream(JavaProxy.values()),
                        Arrays.stream(StockJetty.values()))
                .<Contestant>flatMap(some -> some)
                .toList();
        only.stream()
                .filter(label -> all.stream().noneMatch(one -> one.label().equals(label)))
                .findFirst()
                .ifPresent(label -> {
                    throw new ParameterException(new CommandLine(this), "there is no contestant " + label);
                });
        return all.stream()
                .filter(one -> only.isEmpty() || only.contains(one.label()))
                .toList();
    }

    /** Where all went well; else there are logs to look at. */
    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void keep(List<Round> rounds) throws IOException {
        List<String> lines = new ArrayList<>(List.of(Round.header()));
        rounds.forEach(round -> lines.add(round.line()));
        Files.write(RAW, lines);
    }

    private static String head(Path jdk, List<String> flags, Times times) throws IOException {
        return "Measured "
                + OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES) + ": " + times.rounds()
                + " rounds of " + times.seconds() + " s after " + times.warmUpSeconds() + " s of warm-up, contestants"
                + " in turns; the proxy on one processor, load and four nginx backends on another.\n\n"
                + Machine.description(jdk, flags) + "\n\n";
    }

    /** Scenarios by their names. */
    static final class ScenarioName implements ITypeConverter<Scenario>, Iterable<String> {
        @Override
        public Scenario convert(String label) {
            return Scenario.named(label)
                    .orElseThrow(() -> new TypeConversionException("there is no scenario " + label));
        }

        @Override
        public java.util.Iterator<String> iterator() {
            return Scenario.labels().iterator();
        }
    }
}
