package io.backhand.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.cluster.Artifacts;
import io.backhand.testing.cluster.Await;
import io.backhand.testing.cluster.NetworkHost;
import io.backhand.testing.cluster.OwnProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two hosts that know nothing of each other: all is by default, and heartbeats cross a network. */
@Timeout(180)
class TwoHostsIT {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration NOTICED = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    @AfterEach
    void endAll() throws Exception {
        while (!started.isEmpty()) {
            started.pop().close();
        }
    }

    @Test
    void serversAreFoundByIpv4AndByIpv6AndMissedWhenTheCableIsPulled() throws Exception {
        List<NetworkHost> hosts = NetworkHost.pair();
        hosts.forEach(started::push);
        NetworkHost front = hosts.get(0);
        NetworkHost web = hosts.get(1);
        start(front, "balancer", "-jar", Artifacts.war().toString()).awaitOutput("8080", START);
        startWithAgent(web, "four", 80, "http://" + web.ipv4());
        startWithAgent(web, "six", 8081, "http://[" + web.ipv6() + "]:8081");

        awaitState(front, "four", "up");
        awaitState(front, "six", "up");
        Await.untilTrue("both serve", NOTICED, () -> get(front).endsWith("four"));
        Await.untilTrue("both serve", NOTICED, () -> get(front).endsWith("six"));

        web.unplug();
        awaitState(front, "four", "silent");
        awaitState(front, "six", "silent");
        // All have fallen silent at once, so both are still asked: 504 where a connection to one stood open.
        assertThat(get(front)).containsPattern("^HTTP/1\\.1 50[34] ");
    }

    private void startWithAgent(NetworkHost host, String name, int port, String contact) throws IOException {
        start(host, name, "-cp", Artifacts.testClassPath(), "io.backhand.testing.backend.PlainServer", name, "" + port)
                .awaitOutput("listening", START);
        start(host, name + ".agent", "-jar", Artifacts.agentJar().toString(), "--contact", contact, "--name", name);
    }

    private OwnProcess start(NetworkHost host, String name, String... arguments) throws IOException {
        String[] command = new String[arguments.length + 1];
        command[0] = Artifacts.java();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        OwnProcess process = host.start(name, folder, command);
        started.push(process);
        return process;
    }

    private static void awaitState(NetworkHost front, String name, String state) {
        Pattern row = Pattern.compile("(?m)^" + name + "\\b.*\\b" + state + "\\b");
        Await.untilTrue(name + " is " + state, NOTICED, () -> row.matcher(clusterSeenBy(front))
                .find());
    }

    private static String clusterSeenBy(NetworkHost front) throws Exception {
        return front.output(Artifacts.java(), "-jar", Artifacts.war().toString(), "cluster");
    }

    private static String get(NetworkHost front) throws Exception {
        return front.get(8080, "/");
    }
}
