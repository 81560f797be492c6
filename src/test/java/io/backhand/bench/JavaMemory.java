package io.backhand.bench;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JVM uses of its memory. The memory of its process says little: a heap of fixed size costs the same however little
 * of it is in use, once all of it was touched.
 */
public final class JavaMemory {
    private static final Pattern TOTAL = Pattern.compile("\nTotal\\s+\\d+\\s+(\\d+)");
    /** {@code selector-1" #31 … allocated=123M}: with each thread what it has allocated since it began, in round units. */
    private static final Pattern ALLOCATED = Pattern.compile(" allocated=(\\d+)([BKMG])");

    /** Where direct buffers are, among what was asked for outside the heap by Java and not by the JVM. */
    private static final Pattern OTHER = Pattern.compile("- +Other \\(reserved=\\d+KB, committed=(\\d+)KB\\)");

    private static final Pattern MAPPING = Pattern.compile("([0-9a-f]+)-[0-9a-f]+ .*");
    private static final Pattern PSS = Pattern.compile("Pss:\\s+(\\d+) kB");
    /** A heap of up to 32 GiB is put below this, so that 32 bits can name an object, and nothing else is. */
    private static final BigInteger ABOVE_HEAP = BigInteger.ONE.shiftLeft(35);

    private JavaMemory() {}

    /** Live objects, garbage collected first, and the process's memory outside the heap. */
    static double usedKib(Path jdk, long pid) throws IOException {
        return liveBytes(jdk, pid) / 1024.0 + outsideHeapKib(pid);
    }

    /** Live objects, garbage collected first. */
    public static long liveBytes(Path jdk, long pid) throws IOException {
        String histogram = jcmd(jdk, pid, "GC.class_histogram");
        Matcher total = TOTAL.matcher(histogram);
        if (!total.find()) {
            throw new IOException("jcmd says: " + histogram);
        }
        return Long.parseLong(total.group(1));
    }

    /** Direct buffers; of a JVM that was started with {@code -XX:NativeMemoryTracking=summary}. */
    public static long directKib(Path jdk, long pid) throws IOException {
        String summary = jcmd(jdk, pid, "VM.native_memory", "summary");
        Matcher other = OTHER.matcher(summary);
        if (!other.find()) {
            throw new IOException("jcmd says: " + summary);
        }
        return Long.parseLong(other.group(1));
    }

    private static long outsideHeapKib(long pid) throws IOException {
        long sum = 0;
        boolean outside = false;
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "smaps"))) {
            Matcher mapping = MAPPING.matcher(line);
            Matcher pss = PSS.matcher(line);
            if (mapping.matches()) {
                // ZGC's heap is a file in memory.
                outside =
                        new BigInteger(mapping.group(1), 16).compareTo(ABOVE_HEAP) >= 0 && !line.contains("java_heap");
            } else if (outside && pss.matches()) {
                sum += Long.parseLong(pss.group(1));
            }
        }
        return sum;
    }

    /**
     * All that its threads have allocated since they began, to 1 MiB; nothing once one of them has allocated 10 GiB, from
     * where on it is told to 1 GiB.
     */
    static OptionalLong allocatedBytes(Path jdk, long pid) throws IOException {
        String threads = jcmd(jdk, pid, "Thread.print", "-e");
        return ALLOCATED.matcher(threads).results().anyMatch(thread -> thread.group(2)
                        .equals("G"))
                ? OptionalLong.empty()
                : OptionalLong.of(ALLOCATED
                        .matcher(threads)
                        .results()
                        .mapToLong(JavaMemory::bytes)
                        .sum());
    }

    private static long bytes(MatchResult allocated) {
        return Long.parseLong(allocated.group(1)) << (10 * "BKM".indexOf(allocated.group(2)));
    }

    private static String jcmd(Path jdk, long pid, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(jdk.resolve("bin").resolve("jcmd").toString(), Long.toString(pid)));
        command.addAll(List.of(arguments));
        Process jcmd = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
