package io.backhand.bench;

import java.util.List;
import java.util.stream.Stream;

/** Who runs where: the proxy has one processor, load and backends another, so that neither takes from the other. */
final class Processors {
    private Processors() {}

    /** The command, held on the proxy's. */
    static List<String> proxy(List<String> command) {
        return held("0", command);
    }

    /** The command, held on the one for load and backends. */
    static List<String> load(List<String> command) {
        return held("1", command);
    }

    private static List<String> held(String processor, List<String> command) {
        return Stream.concat(Stream.of("taskset", "-c", processor), command.stream())
                .toList();
    }
}
