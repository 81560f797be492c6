package io.backhand.testing.backend;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * The numbers of the requests that a backend has run, one a line, in a file that a killed process leaves behind.
 * Thread-safe.
 */
public final class Journal {
    private final OutputStream out;

    /** Adds to that file; where there is none, what is added is forgotten. */
    Journal(Optional<Path> file) throws IOException {
        out = file.isEmpty()
                ? OutputStream.nullOutputStream()
                : Files.newOutputStream(file.get(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Puts down a request before it is answered. */
    synchronized void add(long number) throws IOException {
        out.write((number + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** All numbers in such a file, in the order they came; none where nothing was put down. */
    public static List<Long> read(Path file) throws IOException {
        return Files.exists(file)
                ? Files.readAllLines(file).stream().map(Long::valueOf).toList()
                : List.of();
    }
}
