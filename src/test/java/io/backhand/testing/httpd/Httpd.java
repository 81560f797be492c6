package io.backhand.testing.httpd;

import io.backhand.testing.cluster.Await;
import io.backhand.testing.cluster.FreePorts;
import io.backhand.testing.cluster.NetworkHost;
import io.backhand.testing.cluster.OwnProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The machine's own Apache httpd with a configuration from {@code httpd-conf/}, on a free port of 127.0.0.1, or on a host
 * of its own. It has a folder to itself and nothing to do with a httpd that the system runs.
 */
public final class Httpd implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(20);
    private static final List<Path> PROGRAMS = List.of(Path.of("/usr/sbin/apache2"), Path.of("/usr/sbin/httpd"));
    private static final List<Path> MODULES =
            List.of(Path.of("/usr/lib/apache2/modules"), Path.of("/usr/lib64/httpd/modules"));

    private static final String ERROR_LOG = "httpd-error.log";
    private static final String RUNS = "resuming normal operations";

    private final OwnProcess process;
    private final int port;

    private Httpd(OwnProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Whether the machine has one. */
    public static boolean isInstalled() {
        return first(PROGRAMS).isPresent() && first(MODULES).isPresent();
    }

    /** Whether the machine has one with that module, as in {@code proxy_http}. */
    public static boolean isInstalled(String module) {
        return isInstalled() && Files.exists(first(MODULES).orElseThrow().resolve("mod_" + module + ".so"));
    }

    /**
     * Starts one.
     *
     * @param conf the configuration to include
     * @param defines its variables
     * @param modules those it needs, as in {@code proxy_http}
     * @param folder for its files
     */
    public static Httpd start(Path conf, Map<String, String> defines, List<String> modules, Path folder)
            throws IOException {
        int port = FreePorts.next();
        String main = mainConf("127.0.0.1:" + port, conf, defines, modules, folder);
        OwnProcess process = OwnProcess.start("httpd", folder, List.of(command(main, folder)));
        try {
            awaitListening(process, port);
        } catch (AssertionError e) {
            process.close();
            throw e;
        }
        return new Httpd(process, port);
    }

    /** Starts one with the modules that its configuration names; {@code ${HTTPD_PORT}} in a variable is its port. */
    public static Httpd start(Path conf, Map<String, String> defines, Path folder) throws IOException {
        return start(conf, defines, modulesOf(conf), folder);
    }

    /**
     * Starts one on every address of a host.
     *
     * @param conf the configuration to include, which says what modules it needs
     * @param folder for its files, and no other's
     */
    public static Httpd startOn(NetworkHost host, int port, Path conf, Map<String, String> defines, Path folder)
            throws IOException {
        String main = mainConf(Integer.toString(port), conf, defines, modulesOf(conf), folder);
        OwnProcess process = host.start("httpd", folder, command(main, folder));
        try {
            Await.untilTrue("httpd runs", START, () -> {
                if (!process.isAlive()) {
                    throw new IllegalStateException("it has ended: " + process.output());
                }
                return Files.readString(folder.resolve(ERROR_LOG)).contains(RUNS);
            });
        } catch (AssertionError e) {
            process.close();
            throw e;
        }
        return new Httpd(process, port);
    }

    /** The modules that a configuration names after {@code a2enmod}, as in {@code proxy_http}. */
    public static List<String> modulesOf(Path conf) throws IOException {
        String before = "#   a2enmod ";
        return Files.readAllLines(conf).stream()
                .filter(line -> line.startsWith(before))
                .flatMap(line -> Stream.of(line.substring(before.length()).split(" ")))
                .toList();
    }

    private static String[] command(String mainConf, Path folder) throws IOException {
        Path main = Files.writeString(folder.resolve("httpd.conf"), mainConf);
        return new String[] {first(PROGRAMS).orElseThrow().toString(), "-f", main.toString(), "-DFOREGROUND"};
    }

    /** What {@code httpd -t} says of a configuration that is included with these variables. */
    public static String test(Path conf, Map<String, String> defines, Path folder) throws IOException {
        String main = mainConf("127.0.0.1:" + FreePorts.next(), conf, defines, modulesOf(conf), folder);
        List<String> command = new ArrayList<>(List.of(command(main, folder)));
        command.set(command.size() - 1, "-t");
        OwnProcess process = OwnProcess.start("httpd-t", folder, command);
        process.awaitExit(START);
        return process.output();
    }

    private static String mainConf(
            String listen, Path conf, Map<String, String> defines, List<String> modules, Path folder) {
        Path library = first(MODULES).orElseThrow();
        String loaded = Stream.concat(Stream.of("mpm_event", "unixd", "authz_core"), modules.stream())
                .map(module -> library.resolve("mod_" + module + ".so"))
                .filter(Files::exists)
                .map(file -> "LoadModule " + moduleName(file) + " " + file)
                .collect(Collectors.joining("\n"));
        String port = listen.substring(listen.indexOf(':') + 1);
        String defined = defines.entrySet().stream()
                .map(define -> "Define " + define.getKey() + " " + define.getValue())
                .collect(Collectors.joining("\n"));
        // A httpd started by root asks for a user to work as; nothing of the test is readable for that user.
        return """
                ServerRoot "%1$s"
                DefaultRuntimeDir "%1$s"
                PidFile "%1$s/httpd.pid"
                ErrorLog "%1$s/%6$s"
                ServerName localhost
                Listen %2$s
                Define HTTPD_PORT %7$s
                %3$s
                <IfModule unixd_module>
                    User nobody
                    Group #65534
                </IfModule>
                StartServers 1
                %4$s
                Include "%5$s"
                """
                .formatted(folder, listen, loaded, defined, conf.toAbsolutePath(), ERROR_LOG, port);
    }

    private static String moduleName(Path file) {
        return file.getFileName().toString().replaceAll("^mod_(.*)\\.so$", "$1_module");
    }

    private static void awaitListening(OwnProcess process, int port) {
        Await.untilTrue("httpd listens", START, () -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("it has ended: " + process.output());
            }
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            }
        });
    }

    private static Optional<Path> first(List<Path> candidates) {
        return candidates.stream().filter(Files::exists).findFirst();
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.close();
    }
}
