package io.backhand.testing.cluster;

import io.backhand.cluster.Intent;
import io.backhand.testing.backend.JettyBackend;
import io.backhand.testing.backend.Journal;
import io.backhand.testing.backend.TomcatBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A backend: a server with the agent inside, or a server and an agent beside it. */
public final class TestBackend implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);

    /** What a backend is made of. */
    public enum Kind {
        /** Jetty, and an agent beside it. */
        JETTY(JettyBackend.class, true),
        /** Tomcat, and an agent beside it. */
        TOMCAT(TomcatBackend.class, true),
        /** Jetty with the agent inside. */
        JETTY_WITH_AGENT(JettyBackend.class, false),
        /** Tomcat with the agent inside. */
        TOMCAT_WITH_AGENT(TomcatBackend.class, false);

        private final Class<?> main;
        private final boolean agentBeside;

        Kind(Class<?> main, boolean agentBeside) {
            this.main = main;
            this.agentBeside = agentBeside;
        }
    }

    private final Kind kind;
    private final String name;
    private final int port;
    private final Path folder;
    private final String heartbeats;
    private final List<String> options;
    private int starts;
    private OwnProcess server;
    private final Optional<OwnProcess> agent;

    private TestBackend(Kind kind, String name, Path folder, String heartbeats, List<String> options)
            throws IOException {
        this.kind = kind;
        this.name = name;
        this.port = FreePorts.next();
        this.folder = folder;
        this.heartbeats = heartbeats;
        this.options = options;
        this.server = startServer();
        this.agent = kind.agentBeside ? Optional.of(startAgent()) : Optional.empty();
    }

    /** Starts the server, waits until it listens, then starts the agent. */
    static TestBackend start(Kind kind, String name, Path folder, String heartbeats, String... options)
            throws IOException {
        return new TestBackend(kind, name, folder, heartbeats, List.of(options));
    }

    private OwnProcess startServer() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Artifacts.java(),
                "-XX:+UseSerialGC",
                "-Xmx96m",
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                Artifacts.testClassPath(),
                kind.main.getName(),
                "--name",
                name,
                "--port",
                Integer.toString(port),
                "--journal",
                journal().toString()));
        command.addAll(options);
        if (!kind.agentBeside) {
            command.addAll(List.of("--announce", heartbeats));
        }
        starts++;
        OwnProcess started = OwnProcess.start(name + ".server" + starts, folder, command);
        try {
            return started.awaitOutput(name + " listens on " + port, START);
        } catch (AssertionError e) {
            started.close();
            throw e;
        }
    }

    private OwnProcess startAgent() throws IOException {
        return OwnProcess.start(
                name + ".agent",
                folder,
                List.of(
                        Artifacts.java(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx16m",
                        "-jar",
                        Artifacts.agentJar().toString(),
                        "--name",
                        name,
                        "--contact",
                        "http://127.0.0.1:" + port,
                        "--announce",
                        heartbeats,
                        "--intent-file",
                        intentFile().toString()));
    }

    private Path journal() {
        return folder.resolve(name + ".journal");
    }

    private Path intentFile() {
        return folder.resolve(name + ".intent");
    }

    /** Starts a server that has ended once more, at the same port, and waits until it listens. */
    public void startAgain() throws IOException {
        server = startServer();
    }

    /** Whether its agent is a process of its own. */
    public boolean hasAgentBeside() {
        return kind.agentBeside;
    }

    /** Has an agent beside the server announce that. */
    public void intend(Intent intent) throws IOException {
        Files.writeString(intentFile(), intent.name().toLowerCase(Locale.ROOT));
    }

    /** The numbers of the requests to {@code /once} that it has run, killed or not. */
    public List<Long> ran() throws IOException {
        return Journal.read(journal());
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** The web server's process, the newest. */
    public OwnProcess server() {
        return server;
    }

    /** The agent's process. @throws IllegalStateException if the agent is inside the server */
    public OwnProcess agent() {
        return agent.orElseThrow(() -> new IllegalStateException("the agent of " + name + " is inside its server"));
    }

    @Override
    public void close() {
        agent.ifPresent(OwnProcess::close);
        server.close();
    }
}
