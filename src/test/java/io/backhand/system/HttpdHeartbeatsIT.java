package io.backhand.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backhand.testing.SecretFile;
import io.backhand.testing.cluster.Artifacts;
import io.backhand.testing.cluster.Await;
import io.backhand.testing.cluster.NetworkHost;
import io.backhand.testing.cluster.OwnProcess;
import io.backhand.testing.cluster.ServerRow;
import io.backhand.testing.httpd.Httpd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Heartbeats between Apache httpd and us, both ways and by multicast, each side as it is shipped: httpd tells servers apart
 * by their addresses, so there are two hosts.
 */
@Timeout(180)
class HttpdHeartbeatsIT {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration NOTICED = Duration.ofSeconds(20);
    private static final Path AS_BACKEND = Path.of("httpd-conf", "httpd-as-backend.conf");
    private static final Path BALANCES = Path.of("httpd-conf", "httpd-balances.conf");

    /** Requests among which a server with a quarter of them is missed once in ten million times. */
    private static final int MANY = 60;

    private static final String HALF_REQUESTS =
            "for i in 1 2 3 4 5; do exec {c}<>/dev/tcp/$0/80; printf GET >&$c; done; exec sleep 60";
    private static final String GETS = "for ((i = 0; i < $0; i++)); do exec 3<>/dev/tcp/127.0.0.1/8080; "
            + "printf 'GET / HTTP/1.0\\r\\nHost: front\\r\\n\\r\\n' >&3; mapfile -t lines <&3; echo \"${lines[-1]}\"; done";

    @TempDir
    private Path folder;

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private NetworkHost front;
    private NetworkHost web;

    @BeforeEach
    void makeHosts() throws Exception {
        assumeTrue(Httpd.isInstalled(), "Apache httpd is not installed");
        List<NetworkHost> hosts = NetworkHost.pair();
        hosts.forEach(started::push);
        front = hosts.get(0);
        web = hosts.get(1);
        front.routesGroups();
        web.routesGroups();
    }

    @AfterEach
    void endAll() throws Exception {
        while (!started.isEmpty()) {
            started.pop().close();
        }
    }

    @Test
    void aStockHttpdIsABackendBesideAClusterKey() throws Exception {
        startBalancer(
                """
                [heartbeats]
                key-file = "%s"
                unsigned-from = ["%s"]
                """
                        .formatted(SecretFile.write(folder.resolve("cluster.key"), "0f".repeat(32)), web.ipv4()));
        Httpd httpd = startHttpd("backend", web, 80, AS_BACKEND, Map.of("BACKHAND_ADDRESS", front.ipv4()));
        startHttpd("stranger", front, 8090, AS_BACKEND, Map.of());

        ServerRow row = awaitRow("joins", found -> found.state().equals("up"));
        assertThat(row.field("source")).isEqualTo("httpd");
        assertThat(row.field("url")).isEqualTo("http://" + web.ipv4());
        assertThat(Integer.parseInt(row.field("ready"))).isPositive();
        assertThat(front.get(8080, "/")).contains("Server: Apache").contains("\nVia: 1.1 backhand");
        awaitHalfRequestsCountAsBusy();
        Await.untilTrue(
                "one that is not in unsigned-from is refused", NOTICED, () -> front.get(8080, "/backhand/metrics")
                        .matches("(?s).*backhand_heartbeats_refused_total\\{reason=\"signature\"} [1-9].*"));
        assertThat(rows()).hasSize(1);

        httpd.close();
        awaitRow("is silent", found -> found.state().equals("silent"));
    }

    @Test
    void aStockHttpdBalancesByOurAgents() throws Exception {
        web.alsoHas("10.77.0.3");
        OwnProcess agentOfSmall = startServer("small", "10.77.0.2", 9001, 1);
        startServer("big", "10.77.0.3", 9002, 3);
        startHttpd(
                "balancer",
                front,
                8080,
                BALANCES,
                Map.of("SERVER_1", "http://10.77.0.2:9001", "SERVER_2", "http://10.77.0.3:9002"));
        awaitAnswers(answers -> answers.contains("small") && answers.contains("big"));

        List<String> spread = answers(400);
        assertThat(spread).allMatch(answer -> answer.equals("small") || answer.equals("big"));
        assertThat(Collections.frequency(spread, "big"))
                .as("of 400 requests to the server that has three processors of four")
                .isBetween(250, 350);

        Files.writeString(folder.resolve("small.intent"), "draining");
        awaitAnswers(answers -> !answers.contains("small"));
        assertThat(answers(100)).containsOnly("big");

        Files.writeString(folder.resolve("small.intent"), "up");
        awaitAnswers(answers -> answers.contains("small"));
        agentOfSmall.close();
        awaitAnswers(answers -> !answers.contains("small"));
        assertThat(answers(100)).containsOnly("big");
    }

    private void startBalancer(String config) throws IOException {
        Path file = Files.writeString(folder.resolve("backhand.toml"), config);
        start(front, "balancer", "-jar", Artifacts.war().toString(), "--config", file.toString())
                .awaitOutput("ready", START);
    }

    private Httpd startHttpd(String name, NetworkHost host, int port, Path conf, Map<String, String> defines)
            throws IOException {
        Path own = Files.createDirectory(folder.resolve(name));
        Httpd httpd = Httpd.startOn(host, port, conf, defines, own);
        started.push(httpd);
        return httpd;
    }

    /** A server that answers with its name, and its agent, which takes the machine for one of so many processors. */
    private OwnProcess startServer(String name, String address, int port, int processors) throws IOException {
        start(web, name, "-cp", Artifacts.testClassPath(), "io.backhand.testing.backend.PlainServer", name, "" + port)
                .awaitOutput("listening", START);
        return start(
                web,
                name + ".agent",
                "-XX:ActiveProcessorCount=" + processors,
                "-jar",
                Artifacts.agentJar().toString(),
                "--name",
                name,
                "--contact",
                "http://" + address + ":" + port,
                "--intent-file",
                folder.resolve(name + ".intent").toString());
    }

    private OwnProcess start(NetworkHost host, String name, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Artifacts.java(), "-XX:+UseSerialGC"));
        command.addAll(List.of(arguments));
        OwnProcess process = host.start(name, folder, command.toArray(String[]::new));
        started.push(process);
        return process;
    }

    private ServerRow awaitRow(String what, Predicate<ServerRow> wanted) {
        return Await.until("httpd " + what, NOTICED, () -> rows().stream()
                .filter(row -> row.name().equals(web.ipv4()))
                .filter(wanted)
                .findFirst());
    }

    private List<ServerRow> rows() throws Exception {
        String answer = front.get(8080, "/backhand/api/servers");
        return ServerRow.readAll(answer.substring(answer.indexOf("\r\n\r\n") + 4));
    }

    /** Connections that have begun a request each keep a worker of httpd's. */
    private void awaitHalfRequestsCountAsBusy() throws Exception {
        try (OwnProcess clients = front.start("clients", folder, "bash", "-c", HALF_REQUESTS, web.ipv4())) {
            awaitRow("is busy", row -> Integer.parseInt(row.field("busy")) >= 5);
            assertThat(clients.isAlive()).isTrue();
        }
        awaitRow("is idle again", row -> row.field("busy").equals("0"));
    }

    private void awaitAnswers(Predicate<List<String>> wanted) {
        Await.untilTrue("httpd's choice changes", NOTICED, () -> wanted.test(answers(MANY)));
    }

    /** The last lines of the answers to so many requests: the servers' names, or the end of an error page. */
    private List<String> answers(int requests) throws Exception {
        return front.output("bash", "-c", GETS, Integer.toString(requests))
                .lines()
                .toList();
    }
}
