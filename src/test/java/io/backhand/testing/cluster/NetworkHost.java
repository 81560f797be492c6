package io.backhand.testing.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One of two hosts on a link of their own: a network namespace each, with addresses of IPv4 and IPv6 and nothing else
 * in reach. Needs root on Linux.
 */
public final class NetworkHost implements AutoCloseable {
    private static final String LINK = "link0";
    private static final long COMMAND_SECONDS = 20;

    private final String namespace;
    private final int number;

    private NetworkHost(String namespace, int number) {
        this.namespace = namespace;
        this.number = number;
    }

    /** Makes two hosts, 10.77.0.1 and 10.77.0.2; skips the test, with the reason, where that can't be had. */
    public static List<NetworkHost> pair() throws InterruptedException {
        String prefix = "backhand-" + ProcessHandle.current().pid() + "-";
        NetworkHost one = new NetworkHost(prefix + 1, 1);
        NetworkHost two = new NetworkHost(prefix + 2, 2);
        String wrong = make(one, two);
        if (!wrong.isEmpty()) {
            tryRun("ip netns del " + one.namespace);
            tryRun("ip netns del " + two.namespace);
        }
        assumeThat(wrong)
                .as("network namespaces, for root on Linux with iproute2")
                .isEmpty();
        return List.of(one, two);
    }

    /** What went wrong; empty where nothing did. */
    private static String make(NetworkHost one, NetworkHost two) throws InterruptedException {
        List<String> commands = new ArrayList<>(List.of(
                "ip netns add " + one.namespace,
                "ip netns add " + two.namespace,
                "ip -n " + one.namespace + " link add " + LINK + " type veth peer name " + LINK + " netns "
                        + two.namespace));
        commands.addAll(one.bringUp());
        commands.addAll(two.bringUp());
        for (String command : commands) {
            String wrong = tryRun(command);
            if (!wrong.isEmpty()) {
                return command + ": " + wrong;
            }
        }
        return "";
    }

    /** Its address of IPv4. */
    public String ipv4() {
        return "10.77.0." + number;
    }

    /** Its address of IPv6. */
    public String ipv6() {
        return "fd77::" + number;
    }

    /** Gives it one more address of IPv4, {@code 10.77.0.N}. */
    public void alsoHas(String address) throws InterruptedException {
        run("ip -n " + namespace + " addr add " + address + "/24 dev " + LINK);
    }

    /** Gives it a route to all groups, as a default route is: for programs that choose no interface themselves. */
    public void routesGroups() throws InterruptedException {
        run("ip -n " + namespace + " route add 224.0.0.0/4 dev " + LINK);
    }

    /** Starts a process there. */
    public OwnProcess start(String name, Path folder, String... command) throws IOException {
        return OwnProcess.start(name, folder, inside(List.of(command)));
    }

    /** Runs a command there to its end and tells what it printed. */
    public String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(inside(List.of(command)))
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS))
                .as(printed)
                .isTrue();
        return printed;
    }

    /** What a GET over its loopback interface brings, header and all. */
    public String get(int port, String path) throws IOException, InterruptedException {
        return output(
                "bash",
                "-c",
                "exec 3<>/dev/tcp/127.0.0.1/$0; printf 'GET %s HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' \"$1\" >&3; cat <&3",
                Integer.toString(port),
                path);
    }

    /** Pulls the cable. */
    public void unplug() throws InterruptedException {
        run("ip -n " + namespace + " link set " + LINK + " down");
    }

    /** Takes it away, with its end of the link; its processes have to have ended. */
    @Override
    public void close() throws InterruptedException {
        run("ip netns del " + namespace);
    }

    private List<String> bringUp() {
        String inside = "ip -n " + namespace;
        return List.of(
                inside + " addr add " + ipv4() + "/24 dev " + LINK,
                inside + " addr add " + ipv6() + "/64 dev " + LINK + " nodad",
                inside + " link set lo up",
                inside + " link set " + LINK + " up",
                "ip netns exec " + namespace + " true");
    }

    private List<String> inside(List<String> command) {
        List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        whole.addAll(command);
        return whole;
    }

    private static void run(String command) throws InterruptedException {
        assertThat(tryRun(command)).as(command).isEmpty();
    }

    /** What went wrong, in the command's words; empty where nothing did. */
    private static String tryRun(String command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command.split(" ", -1))
                    .redirectErrorStream(true)
                    .start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? "" : printed + "exit code " + process.exitValue();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
