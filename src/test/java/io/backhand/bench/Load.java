package io.backhand.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts a proxy under load, with the generator that suits the traffic; each run is a process of its own. */
final class Load {
    static final int CONNECTIONS = 64;
    static final int RATE = 1_000;
    private static final int BODY_BYTES = 4096;
    private static final Pattern H2_DONE =
            Pattern.compile("requests: .* (\\d+) succeeded, (\\d+) failed, (\\d+) errored, (\\d+) timeout");
    /** How much longer than asked a generator may take before it is given up. */
    private static final int PATIENCE_SECONDS = 30;

    private final Path folder;
    private final Path script;

    /** @param folder for its files */
    Load(Path folder) throws IOException {
        this.folder = folder;
        script = folder.resolve("wrk.lua");
        try (InputStream in = Load.class.getResourceAsStream("wrk.lua")) {
            if (in == null) {
                throw new IOException("wrk.lua is missing on the class path");
            }
            Files.write(script, in.readAllBytes());
        }
    }

    /** Runs it for some seconds. */
    LoadResult run(Scenario.Traffic traffic, URI uri, int seconds) throws IOException, InterruptedException {
        return switch (traffic) {
            case GET, TLS, IDLE -> wrk(uri, seconds, Map.of());
            case POST -> wrk(uri, seconds, Map.of("BENCH_BODY_BYTES", Integer.toString(BODY_BYTES)));
            case CLOSE -> wrk(uri, seconds, Map.of("BENCH_CLOSE", "yes"));
            case H2 -> h2load(uri, seconds);
            case OPEN_LOOP -> openLoop(uri, seconds);
            case FRONT -> closedLoop(uri, 0, seconds);
            case FRONT_POST -> closedLoop(uri, BODY_BYTES, seconds);
        };
    }

    private LoadResult wrk(URI uri, int seconds, Map<String, String> environment)
            throws IOException, InterruptedException {
        List<String> command = List.of(
                "wrk",
                "-t1",
                "-c" + CONNECTIONS,
                "-d" + seconds + "s",
                "--latency",
                "-s",
                script.toString(),
                uri.toString());
        return LoadResult.parse(output(command, environment, seconds));
    }

    private LoadResult openLoop(URI uri, int seconds) throws IOException, InterruptedException {
        return LoadResult.parse(output(OpenLoop.command(uri, RATE, seconds), Map.of(), seconds));
    }

    private LoadResult closedLoop(URI uri, int bodyBytes, int seconds) throws IOException, InterruptedException {
        return LoadResult.parse(output(ClosedLoop.command(uri, CONNECTIONS, bodyBytes, seconds), Map.of(), seconds));
    }

    private LoadResult h2load(URI uri, int seconds) throws IOException, InterruptedException {
        // It appends to a log that is there.
        Path log = folder.resolve("h2load.tsv");
        Files.deleteIfExists(log);
        String output = output(
                List.of(
                        "h2load",
                        "-t1",
                        "-c16",
                        "-m16",
                        "-D",
                        Integer.toString(seconds),
                        "--log-file=" + log,
                        uri.toString()),
                Map.of(),
                seconds);
        Matcher done = H2_DONE.matcher(output);
        if (!done.find()) {
            throw new IllegalStateException("h2load told no figures:\n" + output);
        }
        long errors = Long.parseLong(done.group(2)) + Long.parseLong(done.group(3)) + Long.parseLong(done.group(4));
        return LoadResult.of(thirdColumn(log), errors, seconds);
    }

    private static long[] thirdColumn(Path log) throws IOException {
        try (var lines = Files.lines(log)) {
            return lines.mapToLong(line -> Long.parseLong(
                            line.substring(line.lastIndexOf('\t') + 1).strip()))
                    .toArray();
        }
    }

    private String output(List<String> command, Map<String, String> environment, int seconds)
            throws IOException, InterruptedException {
        Path output = folder.resolve("load.out");
        ProcessBuilder builder = new ProcessBuilder(Processors.load(command))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            if (!process.waitFor(seconds + PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(command.get(0) + " does not end");
            }
        } finally {
            process.destroyForcibly();
        }
        String text = Files.readString(output, StandardCharsets.UTF_8);
        if (process.exitValue() != 0) {
            throw new IOException(
                    String.format(Locale.ROOT, "%s ended with %d:%n%s", command.get(0), process.exitValue(), text));
        }
        return text;
    }
}
