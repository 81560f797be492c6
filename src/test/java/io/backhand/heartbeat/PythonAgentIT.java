package io.backhand.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backhand.cluster.Backend;
import io.backhand.cluster.BackendId;
import io.backhand.cluster.Cluster;
import io.backhand.cluster.Contact;
import io.backhand.cluster.HeartbeatTable;
import io.backhand.cluster.NanoClock;
import io.backhand.cluster.Network;
import io.backhand.testing.cluster.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The format's description is good enough to write an agent by: the one in Python joins and leaves. */
@Timeout(60)
class PythonAgentIT {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final BackendId SNAKE = new BackendId("snake");

    @TempDir
    private Path folder = Path.of("");

    private final ExecutorService thread = Executors.newSingleThreadExecutor();

    @BeforeEach
    void needsPython() {
        assumeTrue(hasPython(), "python3 is not installed");
    }

    @AfterEach
    void stop() {
        thread.shutdownNow();
    }

    @Test
    void joinsAndSaysGoodbye() throws Exception {
        assertJoinsAndLeaves(Optional.empty());
    }

    @Test
    void joinsAndSaysGoodbyeSigned() throws Exception {
        Path keyFile = Files.writeString(folder.resolve("cluster.key"), "# ours\n" + TestKeys.HEX + "\n");

        assertJoinsAndLeaves(Optional.of(keyFile));
    }

    private void assertJoinsAndLeaves(Optional<Path> keyFile) throws Exception {
        HeartbeatAddress anyPort = new HeartbeatAddress(Network.address("127.0.0.1"), 0, 1, Optional.empty());
        try (HeartbeatReceiver receiver = HeartbeatReceiver.open(List.of(anyPort), ListeningEvents.NONE)) {
            Optional<Keys> keys = keyFile.isPresent() ? Optional.of(TestKeys.OURS) : Optional.empty();
            HeartbeatPolicy policy = new HeartbeatPolicy(receiver.neighbours(), List.of(), keys, List.of());
            Cluster cluster = new Cluster(new HeartbeatTable(8), List.of(), Optional.empty(), NanoClock.system());
            HeartbeatGate gate = new HeartbeatGate(cluster, policy, InstantSource.system(), ListeningEvents.NONE);
            receiver.start(thread, gate);

            Process agent = start(receiver.localAddresses().get(0).getPort(), keyFile);
            try {
                Await.untilTrue(
                        "it joins", DEADLINE, () -> cluster.backend(SNAKE).isPresent());
                Backend backend = cluster.backend(SNAKE).orElseThrow();
                assertThat(backend.contact()).isEqualTo(Contact.parse("http://127.0.0.1:9001"));
                assertThat(backend.figures().cpus()).isNotEmpty();
                assertThat(backend.figures().ready()).isEmpty();

                agent.destroy();
                Await.untilTrue(
                        "it leaves", DEADLINE, () -> cluster.backend(SNAKE).isEmpty());
            } finally {
                agent.destroyForcibly();
            }
        }
    }

    private static Process start(int port, Optional<Path> keyFile) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("python3", "test-cluster/agent.py", "snake", "http://127.0.0.1:9001", "127.0.0.1:" + port));
        keyFile.ifPresent(file -> command.add(file.toString()));
        return new ProcessBuilder(command).inheritIO().start();
    }

    private static boolean hasPython() {
        try {
            Process python = new ProcessBuilder("python3", "--version").start();
            return python.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
