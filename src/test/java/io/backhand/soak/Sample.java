package io.backhand.soak;

import io.backhand.bench.JavaMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the balancer used at one moment.
 *
 * @param since the beginning
 * @param requests since the beginning
 * @param perSecond since the sample before
 * @param errors since the beginning
 * @param heapKib live objects, garbage collected first
 * @param directKib memory outside the heap that buffers and the like were given
 * @param threads of the process
 * @param files it has open, connections among them
 */
record Sample(
        Duration since,
        long requests,
        double perSecond,
        long errors,
        long heapKib,
        long directKib,
        int threads,
        int files) {
    static final Sample NONE = new Sample(Duration.ZERO, 0, 0, 0, 0, 0, 0, 0);

    static final String HEAD =
            """
            | minute | requests | req/s | errors | heap KiB | direct KiB | threads | files |
            | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |""";

    private static final Path JDK = Path.of(System.getProperty("java.home"));

    /** Takes one. */
    static Sample take(long pid, Duration since, Tally tally, Sample last) throws IOException {
        long requests = tally.requests();
        double seconds = since.minus(last.since).toNanos() / 1e9;
        return new Sample(
                since,
                requests,
                (requests - last.requests) / seconds,
                tally.errors(),
                JavaMemory.liveBytes(JDK, pid) / 1024,
                JavaMemory.directKib(JDK, pid),
                entries(pid, "task"),
                entries(pid, "fd"));
    }

    private static int entries(long pid, String folder) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc", Long.toString(pid), folder))) {
            return (int) entries.count();
        }
    }

    /** As a line of a table in Markdown. */
    String line() {
        return String.format(
                Locale.ROOT,
                "| %.1f | %d | %.0f | %d | %d | %d | %d | %d |",
                since.toMillis() / 60e3,
                requests,
                perSecond,
                errors,
                heapKib,
                directKib,
                threads,
                files);
    }

    /** All of them as a table in Markdown. */
    static String table(List<Sample> samples) {
        return samples.stream().map(Sample::line).collect(Collectors.joining("\n", HEAD + "\n", "\n"));
    }
}
