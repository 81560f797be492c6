package io.backhand.candidacy;

import io.backhand.cluster.Backend;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/** Draws by chance, each in proportion to its weight, nobody twice. */
final class WeightedDraw {
    private WeightedDraw() {}

    /** Puts {@code count} of the first {@code size} to the front, the first drawn first. */
    static void toFront(
            Backend[] backends, int size, int count, ToDoubleFunction<Backend> weight, RandomGenerator chance) {
        double total = 0;
        for (int i = 0; i < size; i++) {
            total += weight.applyAsDouble(backends[i]);
        }
        for (int i = 0; i < count; i++) {
            int drawn = drawn(backends, i, size, weight, chance.nextDouble() * total);
            total -= weight.applyAsDouble(backends[drawn]);
            PendingOrder.swap(backends, i, drawn);
        }
    }

    /** Where the weights from {@code from} on, added up, go past {@code mark}. */
    private static int drawn(Backend[] backends, int from, int size, ToDoubleFunction<Backend> weight, double mark) {
        double left = mark;
        for (int i = from; i < size; i++) {
            left -= weight.applyAsDouble(backends[i]);
            if (left < 0) {
                return i;
            }
        }
        // Rounding may leave a little over: then it is the last one's.
        return size - 1;
    }
}
