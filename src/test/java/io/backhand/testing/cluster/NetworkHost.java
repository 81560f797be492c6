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
    public static List<NetworkHost> pair() throws IOException, InterruptedException {
        String prefix = "backhand-" + ProcessHandle.current().pid() + "-";
        NetworkHost one = new NetworkHost(prefix + 1, 1);
        NetworkHost two = new NetworkHost(prefix + 2, 2);
        assumeThat(tryRun(List.of("ip", "netns", "add", one.namespace)))
                .as("network namespaces, for root on Linux with iproute2")
                .isEmpty();
        run("ip", "netns", "add", two.namespace);
        run(
                "ip",
                "-n",
                one.namespace,
                "link",
                "add",
                LINK,
                "type",
                "veth",
                "peer",
                "name",
                LINK,
                "netns",
                two.namespace);
        one.bringUp();
        two.bringUp();
        return List.of(one, two);
    }

    /** Its address of IPv4. */
    public String ipv4() {
        return "10.77.0." + number;
    }

    /** Its address of IPv6. */
    public String ipv6() {
        return "fd77::" + number;
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

    /** Pulls the cable. */
    public void unplug() throws IOException, InterruptedException {
        run("ip", "-n", namespace, "link", "set", LINK, "down");
    }

    /** Takes it away, with its end of the link; its processes have to have ended. */
    @Override
    public void close() throws IOException, InterruptedException {
        run("ip", "netns", "del", namespace);
    }

    private void bringUp() throws IOException, InterruptedException {
        run("ip", "-n", namespace, "addr", "add", ipv4() + "/24", "dev", LINK);
        run("ip", "-n", namespace, "addr", "add", ipv6() + "/64", "dev", LINK, "nodad");
        run("ip", "-n", namespace, "link", "set", "lo", "up");
        run("ip", "-n", namespace, "link", "set", LINK, "up");
    }

    private List<String> inside(List<String> command) {
        List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        whole.addAll(command);
        return whole;
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertThat(tryRun(List.of(command))).as(String.join(" ", command)).isEmpty();
    }

    /** What went wrong, in the command's words; empty where nothing did. */
    private static String tryRun(List<String> command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? "" : printed + "exit code " + process.exitValue();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
