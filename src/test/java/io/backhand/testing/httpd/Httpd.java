package io.backhand.testing.httpd;

import io.backhand.testing.cluster.Await;
import io.backhand.testing.cluster.FreePorts;
import io.backhand.testing.cluster.OwnProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The machine's own Apache httpd with a configuration from {@code httpd-conf/}, on a free port of 127.0.0.1. It has a
 * folder to itself and nothing to do with a httpd that the system runs.
 */
public final class Httpd implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(20);
    private static final List<Path> PROGRAMS = List.of(Path.of("/usr/sbin/apache2"), Path.of("/usr/sbin/httpd"));
    private static final List<Path> MODULES =
            List.of(Path.of("/usr/lib/apache2/modules"), Path.of("/usr/lib64/httpd/modules"));

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
        Path main = Files.writeString(folder.resolve("httpd.conf"), mainConf(port, conf, defines, modules, folder));
        OwnProcess process = OwnProcess.start(
                "httpd",
                folder,
                List.of(first(PROGRAMS).orElseThrow().toString(), "-f", main.toString(), "-DFOREGROUND"));
        try {
            awaitListening(process, port);
        } catch (AssertionError e) {
            process.close();
            throw e;
        }
        return new Httpd(process, port);
    }

    private static String mainConf(
            int port, Path conf, Map<String, String> defines, List<String> modules, Path folder) {
        Path library = first(MODULES).orElseThrow();
        String loaded = Stream.concat(Stream.of("mpm_event", "unixd", "authz_core"), modules.stream())
                .map(module -> library.resolve("mod_" + module + ".so"))
                .filter(Files::exists)
                .map(file -> "LoadModule " + moduleName(file) + " " + file)
                .collect(Collectors.joining("\n"));
        String defined = defines.entrySet().stream()
                .map(define -> "Define " + define.getKey() + " " + define.getValue())
                .collect(Collectors.joining("\n"));
        // A httpd started by root asks for a user to work as; nothing of the test is readable for that user.
        return """
                ServerRoot "%1$s"
                DefaultRuntimeDir "%1$s"
                PidFile "%1$s/httpd.pid"
                ErrorLog "%1$s/httpd-error.log"
                ServerName localhost
                Listen 127.0.0.1:%2$d
                %3$s
                <IfModule unixd_module>
                    User nobody
                    Group #65534
                </IfModule>
                StartServers 1
                %4$s
                Include "%5$s"
                """
                .formatted(folder, port, loaded, defined, conf.toAbsolutePath());
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
