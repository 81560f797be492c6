package io.backhand.bench;

import java.util.Arrays;
import java.util.Locale;

/**
 * What one run of a load generator came to.
 *
 * @param requests answered, whatever the status
 * @param errors answers that were not 2xx, and requests that got none
 * @param seconds it took
 * @param p50Micros the median of the times to the end of the answer
 * @param p99Micros of a hundred the slowest but one
 * @param p999Micros of a thousand the slowest but one
 */
record LoadResult(long requests, long errors, double seconds, long p50Micros, long p99Micros, long p999Micros) {
    /** What our own generators print before their figures. */
    private static final String MARK = "BENCH ";

    /** Reads the line that {@link #line} wrote. @throws IllegalStateException where there is none */
    static LoadResult parse(String output) {
        String line = output.lines()
                .filter(candidate -> candidate.startsWith(MARK))
                .reduce((first, last) -> last)
                .orElseThrow(() -> new IllegalStateException("the load generator told no figures:\n" + output));
        long[] figures = Arrays.stream(line.substring(MARK.length()).split(" ", -1))
                .mapToLong(Long::parseLong)
                .toArray();
        return new LoadResult(figures[0], figures[1], figures[2] / 1e6, figures[3], figures[4], figures[5]);
    }

    /** Of latencies in µs, in any order, which are sorted here. */
    static LoadResult of(long[] micros, long errors, double seconds) {
        Arrays.sort(micros);
        return new LoadResult(
                micros.length,
                errors,
                seconds,
                percentile(micros, 0.5),
                percentile(micros, 0.99),
                percentile(micros, 0.999));
    }

    private static long percentile(long[] sorted, double part) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, Math.round(sorted.length * part))];
    }

    /** The same for another number of requests, where latencies were kept of some only. */
    LoadResult withRequests(long all) {
        return new LoadResult(all, errors, seconds, p50Micros, p99Micros, p999Micros);
    }

    /** One line of it; wrk.lua prints the same. */
    String line() {
        return String.format(
                Locale.ROOT,
                "%s%d %d %d %d %d %d",
                MARK,
                requests,
                errors,
                Math.round(seconds * 1e6),
                p50Micros,
                p99Micros,
                p999Micros);
    }
}
