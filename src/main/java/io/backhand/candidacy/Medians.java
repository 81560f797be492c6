package io.backhand.candidacy;

import io.backhand.cluster.Backend;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** The median of a few or a thousand numbers, without sorting them all. */
final class Medians {
    private Medians() {}

    /** The median of a figure of the first {@code size}, over at most so many that have it; empty where none has. */
    static OptionalDouble ofKnown(ToDoubleFunction<Backend> figure, Backend[] backends, int size, int sample) {
        double[] known = new double[Math.min(size, sample)];
        int count = 0;
        for (int i = 0; i < size && count < known.length; i++) {
            double its = figure.applyAsDouble(backends[i]);
            if (!Double.isNaN(its)) {
                known[count++] = its;
            }
        }
        return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(median(known, count));
    }

    /** The middle one of the first {@code count}, of two the lower; reorders them. There must be one. */
    private static double median(double[] numbers, int count) {
        int wanted = (count - 1) / 2;
        int from = 0;
        int to = count - 1;
        while (from < to) {
            int split = partition(numbers, from, to);
            if (wanted <= split) {
                to = split;
            } else {
                from = split + 1;
            }
        }
        return numbers[wanted];
    }

    /** Hoare's partition: none up to the place returned is greater than any after it. */
    private static int partition(double[] numbers, int from, int to) {
        double pivot = numbers[(from + to) >>> 1];
        int low = from - 1;
        int high = to + 1;
        while (true) {
            do {
                low++;
            } while (numbers[low] < pivot);
            do {
                high--;
            } while (numbers[high] > pivot);
            if (low >= high) {
                return high;
            }
            double held = numbers[low];
            numbers[low] = numbers[high];
            numbers[high] = held;
        }
    }
}
