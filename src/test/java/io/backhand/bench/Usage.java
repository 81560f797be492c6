package io.backhand.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a process and those it started have used so far, as Linux counts it.
 *
 * @param cpuMicros user and system time, in steps of 10 ms
 * @param voluntarySwitches how often a thread of theirs waited for something
 * @param involuntarySwitches how often one was made to wait for others; the machine's, more than theirs
 */
public record Usage(long cpuMicros, long voluntarySwitches, long involuntarySwitches) {
    /** {@code sysconf(_SC_CLK_TCK)}, 100 on every Linux that Java runs on. */
    private static final long MICROS_A_TICK = 10_000;

    private static final Pattern SWITCHES =
            Pattern.compile("\nvoluntary_ctxt_switches:\\s+(\\d+)\\s+nonvoluntary_ctxt_switches:\\s+(\\d+)");
    private static final Pattern PSS = Pattern.compile("\nPss:\\s+(\\d+) kB");

    /** Of the process and its descendants. */
    public static Usage of(long pid) throws IOException {
        long ticks = 0;
        long voluntary = 0;
        long involuntary = 0;
        for (Path process : tree(pid)) {
            ticks += ticks(read(process.resolve("stat")));
            for (Path task : list(process.resolve("task"))) {
                Matcher switches = SWITCHES.matcher(read(task.resolve("status")));
                if (switches.find()) {
                    voluntary += Long.parseLong(switches.group(1));
                    involuntary += Long.parseLong(switches.group(2));
                }
            }
        }
        return new Usage(ticks * MICROS_A_TICK, voluntary, involuntary);
    }

    /** Memory of the process and its descendants: theirs alone, and their share of what they have in common. */
    static long pssKib(long pid) throws IOException {
        long sum = 0;
        for (Path process : tree(pid)) {
            Matcher pss = PSS.matcher(read(process.resolve("smaps_rollup")));
            sum += pss.find() ? Long.parseLong(pss.group(1)) : 0;
        }
        return sum;
    }

    /** What was used since. */
    public Usage since(Usage before) {
        return new Usage(
                cpuMicros - before.cpuMicros,
                voluntarySwitches - before.voluntarySwitches,
                involuntarySwitches - before.involuntarySwitches);
    }

    private static List<Path> tree(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
                .map(process -> Path.of("/proc", Long.toString(process.pid())))
                .toList();
    }

    private static long ticks(String stat) {
        // After the name in parentheses, which may hold anything, utime and stime are the 12th and 13th fields.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        return fields.length < 13 ? 0 : Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** A process or thread may have ended since it was listed; then there is nothing to read. */
    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
