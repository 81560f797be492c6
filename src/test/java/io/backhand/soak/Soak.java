package io.backhand.soak;

import io.backhand.testing.cluster.BalancerProcess;
import io.backhand.testing.cluster.FreePorts;
import io.backhand.testing.cluster.TestBackend;
import io.backhand.testing.cluster.TestBackend.Kind;
import io.backhand.testing.cluster.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The program behind {@code test-cluster/soak}. Exit codes: 0 fine, 1 an error or growth, 2 wrong usage. */
@Command(
        name = "test-cluster/soak",
        sortOptions = false,
        description = {
            "Keeps a balancer and four servers busy: HTTP/1.1 and HTTP/2, bodies of all sizes, clients that break off and"
                    + " pauses; one server closes idle connections after a second, and now and then one is killed and"
                    + " started again. It fails where a request fails or the balancer's memory, threads or files grow."
        })
public final class Soak implements Callable<Integer> {
    private static final int SAMPLES = 30;
    private static final Duration SHORTEST_SAMPLE = Duration.ofSeconds(2);
    private static final Duration LONGEST_SAMPLE = Duration.ofMinutes(1);

    /** What a server is given to come back, and its balancer to go easy on it, between two that are killed. */
    private static final Duration BETWEEN_KILLS = Duration.ofSeconds(40);

    private static final Duration BEFORE_RESTART = Duration.ofSeconds(2);

    @Option(names = "--minutes", paramLabel = "N", description = "over which the requests are spread (30)")
    private double minutes = 30;

    @Option(names = "--requests", paramLabel = "N", description = "in all (1000000)")
    private int requests = 1_000_000;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "says this")
    @SuppressWarnings("UnusedVariable")
    private boolean help;

    private final List<Sample> samples = new ArrayList<>();
    private final List<TestBackend> backends = new ArrayList<>();

    /** Runs it. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs it and tells its exit code. */
    static int run(String... args) {
        return new CommandLine(new Soak()).execute(args);
    }

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createDirectories(Path.of("target/soak"));
        Path run = Files.createTempDirectory(folder.toAbsolutePath(), "run");
        try (TestCluster cluster = new TestCluster(run)) {
            int h2c = FreePorts.next();
            BalancerProcess balancer = cluster.balancerWith(
                    "[[listen]]\nhttp = \"127.0.0.1:" + h2c + "\"\nh2c = true", "-XX:NativeMemoryTracking=summary");
            backends.add(cluster.backend(Kind.JETTY_WITH_AGENT, "hasty", "--idle-timeout", "1000"));
            backends.add(cluster.backend(Kind.JETTY, "alpha"));
            backends.add(cluster.backend(Kind.TOMCAT, "beta"));
            backends.add(cluster.backend(Kind.TOMCAT_WITH_AGENT, "gamma"));
            TestCluster.awaitUp(balancer, backends.toArray(TestBackend[]::new));
            return soak(balancer, h2c);
        }
    }

    private int soak(BalancerProcess balancer, int h2c) throws Exception {
        Tally tally = new Tally();
        Tickets tickets = new Tickets(requests, Duration.ofMillis((long) (minutes * 60_000)));
        System.out.println(Sample.HEAD);
        try (Clients clients = Clients.start(balancer.port(), h2c, tickets, tally)) {
            watch(balancer, clients, tally);
        }
        Growth growth = new Growth(samples);
        System.out.printf("%n%s%n%s%n%s", Sample.table(samples), tally.summary(), growth.summary());
        boolean fine = tally.errors() == 0 && !growth.isFound();
        System.out.println(
                fine
                        ? "soak: fine"
                        : "soak: FAILED; logs are in "
                                + balancer.process().log().getParent());
        return fine ? 0 : 1;
    }

    private void watch(BalancerProcess balancer, Clients clients, Tally tally) throws Exception {
        long begun = System.nanoTime();
        Duration between = between();
        long nextSample = begun + between.toNanos();
        long nextKill = begun + BETWEEN_KILLS.toNanos();
        int victim = 0;
        while (!clients.awaitEnd(Duration.ofMillis(500))) {
            long now = System.nanoTime();
            if (now - nextKill > 0) {
                killAndRestart(backends.get(victim++ % backends.size()), tally);
                nextKill = System.nanoTime() + BETWEEN_KILLS.toNanos();
            }
            if (now - nextSample > 0) {
                sample(balancer, begun, tally);
                nextSample += between.toNanos();
            }
        }
        sample(balancer, begun, tally);
    }

    private Duration between() {
        long millis = (long) (minutes * 60_000 / SAMPLES);
        return Duration.ofMillis(Math.max(SHORTEST_SAMPLE.toMillis(), Math.min(LONGEST_SAMPLE.toMillis(), millis)));
    }

    private void sample(BalancerProcess balancer, long begun, Tally tally) throws IOException {
        Duration since = Duration.ofNanos(System.nanoTime() - begun);
        Sample last = samples.isEmpty() ? Sample.NONE : samples.get(samples.size() - 1);
        Sample sample = Sample.take(balancer.process().pid(), since, tally, last);
        samples.add(sample);
        System.out.println(sample.line());
    }

    private static void killAndRestart(TestBackend victim, Tally tally) throws Exception {
        long begun = System.nanoTime();
        victim.server().kill();
        tally.killed(begun, System.nanoTime());
        TimeUnit.MILLISECONDS.sleep(BEFORE_RESTART.toMillis());
        victim.startAgain();
    }
}
