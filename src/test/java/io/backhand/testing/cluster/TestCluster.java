package io.backhand.testing.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Balancers and backends that hear each other and no other cluster: by multicast on the loopback interface, on
 * a port of their own. Ends all it has started.
 */
public final class TestCluster implements AutoCloseable {
    private static final Duration JOIN = Duration.ofSeconds(30);

    private final Path folder;
    private final String heartbeats;
    private final Deque<AutoCloseable> running = new ArrayDeque<>();

    /** One with nothing in it; configurations and logs go to the folder. */
    public TestCluster(Path folder) {
        this.folder = folder;
        this.heartbeats = GroupEar.GROUP + ":" + FreePorts.any() + "@" + GroupEar.INTERFACE;
    }

    /** Starts a balancer that trusts nobody. */
    public BalancerProcess balancer(String name, String... jvmFlags) throws IOException {
        return kept(BalancerProcess.start(name, folder, heartbeats, "", List.of(jvmFlags)));
    }

    /** Starts a balancer with a proxy before it. */
    public BalancerProcess balancerBehind(String trustedNetwork) throws IOException {
        return balancerWith("trust = [\"" + trustedNetwork + "\"]");
    }

    /** Starts a balancer with more of a configuration, from within its {@code [[listen]]} on. */
    public BalancerProcess balancerWith(String more, String... jvmFlags) throws IOException {
        return kept(BalancerProcess.start("balancer", folder, heartbeats, more, List.of(jvmFlags)));
    }

    /** Starts a backend, with more options for its server; it joins when it is heard. */
    public TestBackend backend(TestBackend.Kind kind, String name, String... options) throws IOException {
        return kept(TestBackend.start(kind, name, folder, heartbeats, options));
    }

    /** Listens to the heartbeats too. */
    public GroupEar ear() throws IOException {
        int port = Integer.parseInt(heartbeats.substring(heartbeats.indexOf(':') + 1, heartbeats.indexOf('@')));
        return kept(new GroupEar(port));
    }

    /** Waits until a balancer counts all of them as up. */
    public static void awaitUp(BalancerProcess balancer, TestBackend... backends) {
        Arrays.stream(backends).forEach(backend -> awaitState(balancer, backend, "up"));
    }

    /** Waits until a balancer shows a backend in that state. */
    public static void awaitState(BalancerProcess balancer, TestBackend backend, String state) {
        Await.untilTrue(backend.name() + " is " + state, JOIN, () -> balancer.api()
                .server(backend.name())
                .filter(row -> row.state().equals(state))
                .isPresent());
    }

    private <T extends AutoCloseable> T kept(T started) {
        running.push(started);
        return started;
    }

    /** Ends the last started first. */
    @Override
    public void close() throws Exception {
        while (!running.isEmpty()) {
            running.pop().close();
        }
    }
}
