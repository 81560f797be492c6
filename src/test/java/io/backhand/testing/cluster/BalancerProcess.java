package io.backhand.testing.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A balancer: {@code java -jar backhand.war} with a configuration of its own. */
public final class BalancerProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);

    private final OwnProcess process;
    private final BalancerApi api;

    private BalancerProcess(OwnProcess process, BalancerApi api) {
        this.process = process;
        this.api = api;
    }

    /**
     * Starts one on 127.0.0.1 and waits until it answers.
     *
     * @param name names its files in the folder
     * @param heartbeats where it listens for them
     * @param more of its configuration, from within its {@code [[listen]]} on
     * @param jvmFlags for its JVM
     */
    public static BalancerProcess start(String name, Path folder, String heartbeats, String more, List<String> jvmFlags)
            throws IOException {
        int port = FreePorts.next();
        Path config = Files.writeString(folder.resolve(name + ".toml"), config(port, heartbeats, more));
        List<String> command = new ArrayList<>(List.of(Artifacts.java()));
        command.addAll(jvmFlags);
        command.addAll(List.of("-jar", Artifacts.war().toString(), "--config", config.toString()));
        OwnProcess process = OwnProcess.start(name, folder, command);
        BalancerApi api = new BalancerApi(URI.create("http://127.0.0.1:" + port));
        try {
            Await.until("the balancer starts", START, () -> {
                if (!process.isAlive()) {
                    throw new IllegalStateException("it has ended:\n" + process.output());
                }
                return Optional.of(api.servers());
            });
        } catch (AssertionError e) {
            process.close();
            throw e;
        }
        return new BalancerProcess(process, api);
    }

    private static String config(int port, String heartbeats, String more) {
        return """
                [heartbeats]
                listen = ["%s"]

                [[listen]]
                http = "127.0.0.1:%d"
                %s
                """
                .formatted(heartbeats, port, more);
    }

    /** What it says. */
    public BalancerApi api() {
        return api;
    }

    /** Its process. */
    public OwnProcess process() {
        return process;
    }

    /** Where it takes requests. */
    public int port() {
        return api.uri("/").getPort();
    }

    @Override
    public void close() {
        process.close();
    }
}
