package io.backhand.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backhand.testing.cluster.Await;
import io.backhand.testing.cluster.BalancerApi;
import io.backhand.testing.cluster.FreePorts;
import io.backhand.testing.cluster.ServerRow;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code test-cluster/cluster}, from start to stop, beside whatever cluster may run here. */
@Timeout(240)
class ClusterScriptIT {
    private static final Path SCRIPT = Path.of("test-cluster", "cluster").toAbsolutePath();
    private static final Duration NOTICED = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private final int http = FreePorts.next();
    private final int firstPort = FreePorts.next();
    private final BalancerApi balancer = new BalancerApi(URI.create("http://127.0.0.1:" + http));

    /** What a command printed, and its exit code. */
    private record Outcome(int exitCode, String output) {}

    @BeforeEach
    void needsBash() {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "there is no bash");
    }

    @AfterEach
    void endCluster() throws Exception {
        cluster("stop");
    }

    @Test
    void startsLosesRevivesAndStopsBackends() throws Exception {
        assertFine(start("4"));
        assertThat(balancer.get("/whoami").statusCode()).isEqualTo(200);
        assertThat(cluster("status").output()).contains("alpha").contains("delta     up");

        assertFine(cluster("kill", "beta"));
        awaitState("beta", "silent");
        assertThat(cluster("status").output()).contains("server does not run, agent does not run");
        assertThat(cluster("kill", "beta"))
                .as("killed twice")
                .isEqualTo(new Outcome(1, "cluster: beta does not run; `cluster revive beta` starts it again\n"));
        assertFine(cluster("revive", "beta"));
        awaitState("beta", "up");

        assertFine(cluster("freeze", "gamma"));
        awaitState("gamma", "silent");
        assertThat(cluster("status").output()).contains("frozen");
        assertFine(cluster("thaw", "gamma"));
        awaitState("gamma", "up");

        assertFine(cluster("slow", "alpha", "700"));
        long begun = System.nanoTime();
        new BalancerApi(URI.create("http://127.0.0.1:" + firstPort)).get("/whoami");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(700));

        List<Long> processes = processes();
        assertThat(processes).as("a balancer, four servers, two agents").hasSize(7);
        assertFine(cluster("stop"));
        Await.untilTrue("all have ended", NOTICED, () -> processes.stream().noneMatch(ClusterScriptIT::isAlive));
        assertThat(processes()).isEmpty();
    }

    @Test
    void refusesToStartTwiceOrOnTakenPorts() throws Exception {
        assertFine(start("1"));
        Outcome again = start("1");
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.output()).contains("it runs already");
        assertThat(cluster("slow", "nobody", "5"))
                .isEqualTo(new Outcome(
                        2, "cluster: there is no nobody; there are balancer alpha; `cluster --help` says more\n"));

        Outcome taken = clusterIn(folder.resolve("other"), startArguments("1"));
        assertThat(taken.exitCode()).isEqualTo(1);
        assertThat(taken.output()).contains("127.0.0.1:" + http + " is taken by another program");
    }

    @Test
    void tellsWrongUsageFromAClusterAtFault() throws Exception {
        assertThat(cluster("status").exitCode()).as("nothing was started").isEqualTo(1);
        assertThat(cluster("fly").exitCode()).as("no such command").isEqualTo(2);
        assertThat(start("0").exitCode()).as("no backends").isEqualTo(2);
        assertThat(cluster("--help").exitCode()).isZero();
    }

    @Test
    void touchesNoFolderThatHoldsSomethingElse() throws Exception {
        Path folders = Files.createDirectory(folder.resolve("var"));
        Path kept =
                Files.createFile(Files.createDirectory(folders.resolve("tmp")).resolve("kept"));
        Files.createFile(folders.resolve("other"));

        assertThat(clusterIn(folders, "stop").exitCode()).isEqualTo(1);
        assertThat(clusterIn(folders, startArguments("1")).output()).contains("is not for this alone");
        assertThat(kept).exists();
    }

    private void awaitState(String name, String state) {
        Await.untilTrue(name + " is " + state, NOTICED, () -> balancer.server(name)
                .map(ServerRow::state)
                .filter(state::equals)
                .isPresent());
    }

    private Outcome start(String backends) throws Exception {
        return cluster(startArguments(backends));
    }

    private String[] startArguments(String backends) {
        return new String[] {
            "start",
            "--backends",
            backends,
            "--http",
            "127.0.0.1:" + http,
            "--first-port",
            Integer.toString(firstPort),
            "--heartbeats",
            "239.255.66.72:" + http + "@lo"
        };
    }

    private Outcome cluster(String... arguments) throws Exception {
        return clusterIn(folder.resolve("run"), arguments);
    }

    private Outcome clusterIn(Path run, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(folder, "cluster", ".out");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("BACKHAND_RUN", run.toString());
        Process process = builder.start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("cluster " + String.join(" ", arguments) + " does not end");
        }
        return new Outcome(process.exitValue(), Files.readString(output));
    }

    private static boolean isAlive(long id) {
        return ProcessHandle.of(id).filter(ProcessHandle::isAlive).isPresent();
    }

    private static void assertFine(Outcome outcome) {
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    }

    private List<Long> processes() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("run"))) {
            List<Long> ids = new ArrayList<>();
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".pid")).toList()) {
                String text = Files.readString(file);
                ids.add(Long.parseLong(text.substring(0, text.indexOf(' '))));
            }
            return ids;
        }
    }
}
