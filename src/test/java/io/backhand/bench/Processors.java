package io.backhand.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Who runs where: the proxy has the first processor that this process may use, load and backends the second, so that
 * neither takes from the other.
 */
final class Processors {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String ALLOWED = "Cpus_allowed_list:";

    private Processors() {}

    /** The command, held on the proxy's. */
    static List<String> proxy(List<String> command) {
        return held(0, command);
    }

    /** The command, held on the one for load and backends. */
    static List<String> load(List<String> command) {
        return held(1, command);
    }

    private static List<String> held(int index, List<String> command) {
        String processor = Integer.toString(allowed(status()).get(index));
        return Stream.concat(Stream.of("taskset", "-c", processor), command.stream())
                .toList();
    }

    private static String status() {
        try {
            return Files.readString(STATUS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads what Linux says of a process, as in {@code Cpus_allowed_list: 0-3,8}. */
    static List<Integer> allowed(String status) {
        return status.lines()
                .filter(line -> line.startsWith(ALLOWED))
                .flatMap(line ->
                        Arrays.stream(line.substring(ALLOWED.length()).strip().split(",", -1)))
                .flatMap(Processors::range)
                .toList();
    }

    private static Stream<Integer> range(String range) {
        String[] ends = range.split("-", -1);
        return IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]))
                .boxed();
    }
}
