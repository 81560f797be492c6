package io.backhand.testing.cluster;

import io.backhand.testing.backend.JettyBackend;
import io.backhand.testing.backend.TomcatBackend;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

    private final String name;
    private final OwnProcess server;
    private final Optional<OwnProcess> agent;

    private TestBackend(String name, OwnProcess server, Optional<OwnProcess> agent) {
        this.name = name;
        this.server = server;
        this.agent = agent;
    }

    /** Starts the server, waits until it listens, then starts the agent. */
    static TestBackend start(Kind kind, String name, Path folder, String heartbeats) throws IOException {
        int port = FreePorts.next();
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
                Integer.toString(port)));
        if (!kind.agentBeside) {
            command.addAll(List.of("--announce", heartbeats));
        }
        OwnProcess server = OwnProcess.start(name + ".server", folder, command);
        try {
            server.awaitOutput(name + " listens on " + port, START);
            return new TestBackend(
                    name,
                    server,
                    kind.agentBeside ? Optional.of(agent(name, port, folder, heartbeats)) : Optional.empty());
        } catch (AssertionError e) {
            server.close();
            throw e;
        }
    }

    private static OwnProcess agent(String name, int port, Path folder, String heartbeats) throws IOException {
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
                        heartbeats));
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** The web server's process. */
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
