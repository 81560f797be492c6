package io.backhand.testing.backend;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How one backend is started.
 *
 * @param name {@code --name}: what it calls itself
 * @param port {@code --port}: where it listens on 127.0.0.1
 * @param announce {@code --announce}, once or more: where the agent inside it sends its heartbeats; none for no agent
 * @param journal {@code --journal}: where it puts down the requests to {@code /once}
 * @param idleMillis {@code --idle-timeout}: when Jetty closes an idle connection, as it tells in {@code Keep-Alive}; 0
 *     for its default, of which it tells nothing
 */
record BackendOptions(String name, int port, List<String> announce, Optional<Path> journal, int idleMillis) {
    /** Threads that answer, each one request at a time. */
    static final int MAX_REQUESTS = 400;

    private static final String USAGE =
            "usage: --name NAME --port PORT [--announce ADDR:PORT[,TTL][@IFACE]]... [--journal FILE] [--idle-timeout MS]";

    /** Reads the command line. @throws IllegalArgumentException saying how it is used */
    static BackendOptions parse(String... args) {
        String name = "";
        int port = -1;
        List<String> announce = new ArrayList<>();
        Optional<Path> journal = Optional.empty();
        int idleMillis = 0;
        for (int i = 0; i + 1 < args.length; i += 2) {
            String value = args[i + 1];
            switch (args[i]) {
                case "--name" -> name = value;
                case "--port" -> port = Integer.parseInt(value);
                case "--announce" -> announce.add(value);
                case "--journal" -> journal = Optional.of(Path.of(value));
                case "--idle-timeout" -> idleMillis = Integer.parseInt(value);
                default -> throw new IllegalArgumentException(USAGE + ", not " + args[i]);
            }
        }
        if (name.isEmpty() || port < 0 || args.length % 2 != 0) {
            throw new IllegalArgumentException(USAGE);
        }
        return new BackendOptions(name, port, List.copyOf(announce), journal, idleMillis);
    }

    /** Whether the agent runs inside the server. */
    boolean hasAgent() {
        return !announce.isEmpty();
    }

    /** Where the balancer reaches it. */
    String contact() {
        return "http://127.0.0.1:" + port;
    }
}
