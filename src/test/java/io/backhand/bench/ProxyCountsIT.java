package io.backhand.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.backhand.bench.Scenario.Traffic;
import io.backhand.testing.cluster.Await;
import io.backhand.testing.cluster.OwnProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a proxied small GET costs, counted: counts, unlike times, hardly depend on what else the machine does. 64
 * connections keep the balancer busy: the load is always the faster one, so that the balancer never waits for it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProxyCountsIT {
    /** Two reads and two writes are the least; the rest is for what comes once for many requests. */
    private static final double MAX_SYSTEM_CALLS = 4.5;
    /** Of the voluntary ones, by which one thread waits for another; the others are the machine's doing. */
    private static final double MAX_CONTEXT_SWITCHES = 0.05;

    /** After so many a JVM has compiled what it will compile; a busy machine takes longer over them. */
    private static final int WARM_UP_REQUESTS = 200_000;

    private static final int MAX_WARM_UP_ROUNDS = 20;
    private static final int SECONDS = 5;

    /** Long enough for what each of the 64 connections costs once to be little beside what they carry, at strace's pace. */
    private static final int TRACED_SECONDS = 20;

    private static final Duration STRACE_LIMIT = Duration.ofSeconds(20);
    /** {@code 100.00  0.123456  5  98765  12 total}: share, seconds, µs a call, calls, errors where there are some. */
    private static final Pattern TOTAL_CALLS =
            Pattern.compile("100\\.00\\s+[\\d.]+\\s+\\d+\\s+(\\d+)\\s+(?:\\d+ )?total");

    private static final Path JDK = Path.of(System.getProperty("java.home"));

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private Path folder;
    private Load load;
    private Proxy proxy;

    @BeforeAll
    void startAndWarmUp(@TempDir Path temporary) throws Exception {
        folder = temporary;
        assumeThat(Runtime.getRuntime().availableProcessors())
                .as("processors, one for the balancer and one for the load")
                .isGreaterThanOrEqualTo(2);
        for (String program : List.of("/usr/sbin/nginx", "/usr/bin/wrk", "/usr/bin/strace", "/usr/bin/taskset")) {
            assumeThat(Path.of(program)).as("what is measured with").exists();
        }
        NginxBackends backends = started(new NginxBackends(folder));
        load = new Load(folder);
        Site site = Site.make(folder, backends.ports(), JDK, List.of());
        proxy = started(new BackhandProxy().start(site));
        long requests = 0;
        for (int round = 0; round < MAX_WARM_UP_ROUNDS && requests < WARM_UP_REQUESTS; round++) {
            // Errors too: on a busy machine a JVM's first answers take longer than wrk waits.
            requests += wrk(SECONDS).requests();
        }
    }

    private <T extends AutoCloseable> T started(T process) {
        started.push(process);
        return process;
    }

    @AfterAll
    void stop() throws Exception {
        for (AutoCloseable process : started) {
            process.close();
        }
    }

    @Test
    void fourSystemCallsAndLittleMore() throws Exception {
        Path summary = folder.resolve("strace.txt");
        long requests;
        List<String> command =
                List.of("strace", "-f", "-c", "-o", summary.toString(), "-p", Long.toString(proxy.pid()));
        try (OwnProcess strace = OwnProcess.start("strace", folder, command)) {
            awaitAttached(strace);
            requests = load(TRACED_SECONDS);
            strace.terminate();
            strace.awaitExit(STRACE_LIMIT);
        }
        String counted = Files.readString(summary);
        Matcher total = TOTAL_CALLS.matcher(counted);
        assertThat(total.find()).as(counted).isTrue();

        assertThat(Double.parseDouble(total.group(1)) / requests)
                .as("system calls a request, of %d:%n%s", requests, counted)
                .isLessThanOrEqualTo(MAX_SYSTEM_CALLS);
    }

    private static void awaitAttached(OwnProcess strace) {
        Await.untilTrue(
                "strace attaches", STRACE_LIMIT, () -> strace.output().contains("attached") || !strace.isAlive());
        assumeThat(strace.isAlive())
                .as("strace may look at other processes: " + strace.output())
                .isTrue();
    }

    /** Where strace does not slow the balancer, it shares its processor with loops that do nothing. */
    @Test
    void hardlyAnyContextSwitch() throws Exception {
        Usage used;
        long requests;
        try (OwnProcess first = loop();
                OwnProcess second = loop()) {
            Usage before = Usage.of(proxy.pid());
            requests = load(SECONDS);
            used = Usage.of(proxy.pid()).since(before);
            assertThat(first.isAlive() && second.isAlive()).as("loops run").isTrue();
        }

        assertThat((double) used.voluntarySwitches() / requests)
                .as("voluntary context switches a request, of %d: %s", requests, used)
                .isLessThanOrEqualTo(MAX_CONTEXT_SWITCHES);
    }

    private OwnProcess loop() throws IOException {
        return OwnProcess.start("loop", folder, Processors.proxy(List.of("sh", "-c", "while :; do :; done")));
    }

    /** Returns the requests, all of them answered. */
    private long load(int seconds) throws Exception {
        LoadResult result = wrk(seconds);
        assertThat(result.errors()).as("requests that failed").isZero();
        return result.requests();
    }

    private LoadResult wrk(int seconds) throws Exception {
        return load.run(Traffic.GET, proxy.uri(Scenario.GET_128), seconds);
    }
}
