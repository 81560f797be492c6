package io.backhand.candidacy;

import io.backhand.candidacy.functions.FunctionCatalogue;
import io.backhand.cluster.BackendId;
import io.backhand.cluster.Cluster;
import io.backhand.cluster.Contact;
import io.backhand.cluster.Figures;
import io.backhand.cluster.Heartbeat;
import io.backhand.cluster.HeartbeatTable;
import io.backhand.cluster.Intent;
import io.backhand.cluster.NanoClock;
import io.backhand.cluster.RequestLedger;
import io.backhand.cluster.Sender;
import io.backhand.cluster.Source;
import io.backhand.testing.Facts;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What one placement costs, in time and allocation: the whole of it, from the cluster to the chosen backend.
 *
 * <p>Run {@link #main} on the test class path; an argument such as {@code byCost} takes the chains that contain it
 * only.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class PlacementBenchmark {
    private static final String[] CHAINS = {
        "byAge 5s,byInFlight",
        "byAge,byRandom,byLogWindow,byLoad",
        "byAge,byRandom",
        "byAge,byLoad",
        "byAge,byCPU",
        "byAge,byBusyChildren",
        "byAge,byCost",
        "byAge,byLatency",
        "byAge,byTwoChoices",
        "byAge,byHostname ^b.*7,byInFlight",
        "byAge,bySession,byInFlight",
        "byAge,addPrediction,byRandom,byLoad",
        "byAge,byLoad,byLogWindow"
    };

    @Param({"16", "1000"})
    int backends;

    @Param("byAge 5s,byInFlight")
    String chain = "";

    @Param({"all", "some"})
    String known = "";

    private Cluster cluster = new Cluster(new HeartbeatTable(1), List.of(), Optional.empty(), NanoClock.system());
    private Chain functions = new Chain(List.of());

    /** Runs it. */
    public static void main(String[] arguments) throws RunnerException {
        List<String> chains = new ArrayList<>(List.of(CHAINS));
        chains.removeIf(text -> arguments.length > 0 && !text.contains(arguments[0]));
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(PlacementBenchmark.class.getSimpleName())
                .param("chain", chains.toArray(String[]::new))
                .addProfiler(GCProfiler.class);
        new Runner(options.build()).run();
    }

    /** Backends of mixed figures, a few requests in flight on each. */
    @Setup
    public void fill() {
        Random mixed = new Random(1);
        // A clock that stands still, so that no backend grows old while it is measured.
        cluster = new Cluster(new HeartbeatTable(backends), List.of(), Optional.empty(), () -> 0);
        for (int i = 0; i < backends; i++) {
            BackendId id = new BackendId("b" + i);
            Contact contact = new Contact("http", "10.0." + i / 250 + "." + i % 250, 80);
            cluster.hear(
                    new Heartbeat(id, contact, Source.NATIVE, Intent.UP, figures(mixed, i)),
                    new Sender(InetAddress.getLoopbackAddress(), true));
            RequestLedger.Account account = cluster.backend(id).orElseThrow().account();
            account.started();
            account.finished(1_000_000 + mixed.nextInt(1_000_000));
            for (int j = mixed.nextInt(8); j > 0; j--) {
                account.started();
            }
        }
        functions = FunctionCatalogue.builtIns().parseAll(List.of(chain.split(",")));
    }

    /** One placement. */
    @Benchmark
    public Object place() {
        return new Placement(cluster, functions, Facts.ANY, ThreadLocalRandom.current()).next();
    }

    private Figures figures(Random mixed, int i) {
        if (known.equals("some") && i % 4 == 0) {
            return Figures.NONE;
        }
        return new Figures(
                OptionalInt.of(1 + mixed.nextInt(8)),
                OptionalDouble.of(mixed.nextDouble(8)),
                OptionalDouble.of(mixed.nextDouble()),
                OptionalLong.of(mixed.nextInt(1 << 30)),
                OptionalLong.of(1 << 30),
                OptionalLong.of(500_000 + mixed.nextInt(500_000)),
                OptionalInt.of(mixed.nextInt(50)),
                OptionalInt.of(mixed.nextInt(50)),
                OptionalInt.empty(),
                OptionalLong.empty());
    }
}
