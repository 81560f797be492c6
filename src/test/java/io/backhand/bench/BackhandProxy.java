package io.backhand.bench;

import io.backhand.testing.cluster.FreePorts;
import io.backhand.testing.cluster.OwnProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code bin/backhand}, its backends in the configuration, its chain the default one. */
public final class BackhandProxy implements Contestant {
    static final String LABEL = "backhand";
    /** With the flags that it chooses for the JVM, which takes its place in the process. */
    private static final Path SCRIPT = Path.of("bin/backhand").toAbsolutePath();

    @Override
    public Proxy start(Site site) throws IOException {
        return start(site, label(), false);
    }

    /**
     * Starts it under another name.
     *
     * @param byAjp whether it listens for AJP/1.3, too
     */
    static Proxy start(Site site, String label, boolean byAjp) throws IOException {
        Path folder = site.folderOf(label);
        int ajp = byAjp ? FreePorts.next() : 0;
        int http = FreePorts.next();
        int https = FreePorts.next();
        Path file = Files.writeString(
                folder.resolve("backhand.toml"),
                listeners(site, http, https) + ajpListener(ajp) + shared(site.backends()) + routes(site.documents()));
        List<String> command = new ArrayList<>(List.of(
                "env", "JAVA_HOME=" + site.jdk(), "BACKHAND_JAVA_OPTIONS=" + String.join(" ", site.balancerFlags())));
        command.addAll(Processors.proxy(List.of(SCRIPT.toString(), "--config", file.toString())));
        return new Proxy(OwnProcess.start(label, folder, command), http, https, ajp);
    }

    private static String listeners(Site site, int http, int https) {
        return """
                [[listen]]
                http = "127.0.0.1:%d"

                [[listen]]
                https = "127.0.0.1:%d"
                certificate = "%s"
                key = "%s"

                """
                .formatted(
                        http,
                        https,
                        site.certificate().certificate(),
                        site.certificate().key());
    }

    private static String ajpListener(int port) {
        return port == 0 ? "" : "[[listen]]\najp = \"127.0.0.1:" + port + "\"\n\n";
    }

    /** What a stock Jetty reads, too. */
    static String shared(List<Integer> backends) {
        StringBuilder toml = new StringBuilder(
                """
                [heartbeats]
                listen = ["127.0.0.1:%d"]

                """
                        .formatted(FreePorts.any()));
        for (int port : backends) {
            toml.append(
                    """
                    [[backend]]
                    url = "http://127.0.0.1:%1$d"
                    name = "b%1$d"

                    """
                            .formatted(port));
        }
        return toml.toString();
    }

    private static String routes(Path documents) {
        return """
                [[route]]
                path = "/"

                [[route]]
                path = "/static"
                static = "%s/static"
                """
                .formatted(documents);
    }

    @Override
    public String label() {
        return LABEL;
    }

    @Override
    public boolean takes(Scenario scenario) {
        return scenario != Scenario.WAR && !scenario.isBehindFront();
    }

    @Override
    public boolean isJava() {
        return true;
    }
}
