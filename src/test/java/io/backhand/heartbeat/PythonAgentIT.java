package io.backhand.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backhand.cluster.Backend;
import io.backhand.cluster.Cluster;
import io.backhand.cluster.ClusterListener;
import io.backhand.cluster.Contact;
import io.backhand.cluster.HeartbeatTable;
import io.backhand.cluster.NanoClock;
import io.backhand.cluster.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The format's description is good enough to write an agent by: the one in Python joins and leaves. */
@Timeout(60)
class PythonAgentIT {
    private static final long DEADLINE_SECONDS = 20;

    @TempDir
    private Path folder = Path.of("");

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final BlockingQueue<Backend> joined = new LinkedBlockingQueue<>();
    private final BlockingQueue<Backend> left = new LinkedBlockingQueue<>();

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
            HeartbeatGate gate = new HeartbeatGate(cluster(), policy, InstantSource.system(), ListeningEvents.NONE);
            receiver.start(thread, gate);

            Process agent = start(receiver.localAddresses().get(0).getPort(), keyFile);
            try {
                Backend backend = joined.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
                assertThat(backend).isNotNull();
                assertThat(backend.id().name()).isEqualTo("snake");
                assertThat(backend.contact()).isEqualTo(Contact.parse("http://127.0.0.1:9001"));
                assertThat(backend.figures().cpus()).isNotEmpty();
                assertThat(backend.figures().ready()).isEmpty();

                agent.destroy();
                assertThat(left.poll(DEADLINE_SECONDS, TimeUnit.SECONDS)).isNotNull();
            } finally {
                agent.destroyForcibly();
            }
        }
    }

    private Cluster cluster() {
        Cluster cluster = new Cluster(new HeartbeatTable(8), List.of(), Optional.empty(), NanoClock.system());
        cluster.addListener(new ClusterListener() {
            @Override
            public void joined(Backend backend) {
                joined.add(backend);
            }

            @Override
            public void left(Backend backend) {
                left.add(backend);
            }
        });
        return cluster;
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
