package io.backhand.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Whether something grows: the median of the last third of the samples is more than a tenth, and more than a margin for
 * what comes and goes, above that of the second third. The first third is the warming up.
 */
final class Growth {
    /** With fewer, a third says nothing. */
    static final int FEWEST_SAMPLES = 9;

    private static final long MARGIN_KIB = 8 * 1024;
    private static final long MARGIN_THREADS = 8;
    private static final long MARGIN_FILES = 100;

    private final List<Sample> samples;
    private final List<String> found = new ArrayList<>();

    /** In the order they were taken. */
    Growth(List<Sample> samples) {
        this.samples = List.copyOf(samples);
        if (samples.size() >= FEWEST_SAMPLES) {
            judge("heap KiB", MARGIN_KIB, Sample::heapKib);
            judge("direct KiB", MARGIN_KIB, Sample::directKib);
            judge("threads", MARGIN_THREADS, Sample::threads);
            judge("files", MARGIN_FILES, Sample::files);
        }
    }

    private void judge(String what, long margin, ToLongFunction<Sample> figure) {
        int third = samples.size() / 3;
        long before = median(samples.subList(samples.size() - 2 * third, samples.size() - third), figure);
        long after = median(samples.subList(samples.size() - third, samples.size()), figure);
        if (after > before + margin && after > before + before / 10) {
            found.add(what + " grew from " + before + " to " + after);
        }
    }

    private static long median(List<Sample> some, ToLongFunction<Sample> figure) {
        long[] sorted = some.stream().mapToLong(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /** Whether anything does. */
    boolean isFound() {
        return !found.isEmpty();
    }

    /** What does, in words. */
    String summary() {
        if (samples.size() < FEWEST_SAMPLES) {
            return "too short to tell whether anything grows\n";
        }
        return found.isEmpty() ? "nothing grows\n" : String.join("\n", found) + "\n";
    }
}
