package io.backhand.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks into an agent's file for who starts no agent. */
public final class AgentFileCheck {
    private AgentFileCheck() {}

    /** Whether a file seems to be an agent's: the first thing that it says is one of an agent's settings. */
    public static boolean seemsOne(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            Optional<String> first = lines.map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .findFirst();
            return first.filter(line -> AgentSettings.KEYS.contains(line.split("=", 2)[0].strip()))
                    .isPresent();
        } catch (IOException | UncheckedIOException e) {
            // Whoever reads it as something else will say so.
            return false;
        }
    }

    /** All for which an agent would not start with it, one a line; empty where it would. */
    public static Optional<String> problems(Path file) {
        try {
            AgentFile.read(file).complete();
            return Optional.empty();
        } catch (ConfigException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
