package io.backhand.candidacy;

import io.backhand.cluster.Backend;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * An order that was asked for and is not made yet, since most placements want to know the first alone: finding it
 * takes one look at each candidate, sorting a thousand takes twenty times as long.
 *
 * <p>The last key asked for counts first, the earlier ones among its equals, and then chance, or the place they have.
 *
 * <p>Not thread-safe: it belongs to one list of candidates.
 */
final class PendingOrder {
    /** Up to so many are picked out in one pass; more are cheaper to sort. A log window of 4,096 keeps 12. */
    static final int MAX_PICKED = 16;

    private @Nullable Key key;
    private boolean byChance;

    /** One score to order by, and what decides among its equals. */
    private record Key(ToDoubleFunction<Backend> score, @Nullable Key next) {}

    /** A candidate with its score, read once. */
    private record Scored(Backend backend, double score) {}

    /** Whether anything is asked for. */
    boolean isPending() {
        return byChance || key != null;
    }

    /** Whether it takes scores. */
    boolean hasKeys() {
        return key != null;
    }

    /** Nothing is asked for any more. */
    void clear() {
        key = null;
        byChance = false;
    }

    /** Asks for an order of pure chance; what was asked before is moot. */
    void shuffle() {
        key = null;
        byChance = true;
    }

    /** Asks for an order by a score, lowest first; what was asked before decides among equals. */
    void sortBy(ToDoubleFunction<Backend> score) {
        key = new Key(score, key);
    }

    /** Brings the first of the first {@code size} to the front. */
    void bringBestToFront(Backend[] backends, int size, RandomGenerator chance) {
        Key first = key;
        if (first == null) {
            swap(backends, 0, chance.nextInt(size));
        } else if (byChance) {
            int equals = gatherBest(first, backends, size);
            swap(backends, 0, chance.nextInt(equals));
        } else {
            moveToFront(backends, best(first, backends, size));
        }
    }

    /** Puts the first {@code count}, at most {@link #MAX_PICKED}, in order to the front; the others are lost. */
    void pickFirst(Backend[] backends, int size, int count, RandomGenerator chance) {
        if (byChance) {
            draw(backends, 0, size, size, chance);
        }
        if (key != null) {
            pickFirst(key, backends, size, count);
        }
    }

    /** Makes the order from {@code from} to {@code to}. */
    void sort(Backend[] backends, int from, int to, RandomGenerator chance) {
        if (byChance) {
            draw(backends, from, to, to, chance);
        }
        sort(key, backends, from, to);
    }

    /** Puts {@code count} drawn by chance at {@code from} and after. */
    static void draw(Backend[] backends, int from, int count, int to, RandomGenerator chance) {
        for (int i = from; i < count; i++) {
            swap(backends, i, i + chance.nextInt(to - i));
        }
    }

    /** Gathers the equally good at the front, in no order, and says how many there are. */
    private static int gatherBest(Key first, Backend[] backends, int size) {
        int equals = 1;
        double best = first.score.applyAsDouble(backends[0]);
        for (int i = 1; i < size; i++) {
            Backend candidate = backends[i];
            double its = first.score.applyAsDouble(candidate);
            if (its > best) {
                continue;
            }
            int order = its < best ? -1 : compare(first, its, candidate, best, backends[0]);
            if (order < 0) {
                swap(backends, 0, i);
                best = its;
                equals = 1;
            } else if (order == 0) {
                swap(backends, equals++, i);
            }
        }
        return equals;
    }

    private static int best(Key first, Backend[] backends, int size) {
        int bestAt = 0;
        double best = first.score.applyAsDouble(backends[0]);
        for (int i = 1; i < size; i++) {
            double its = first.score.applyAsDouble(backends[i]);
            if (its < best || (!(its > best) && compare(first, its, backends[i], best, backends[bestAt]) < 0)) {
                bestAt = i;
                best = its;
            }
        }
        return bestAt;
    }

    private static void pickFirst(Key first, Backend[] backends, int size, int count) {
        Backend[] picked = new Backend[count];
        double[] scores = new double[count];
        int held = 0;
        for (int i = 0; i < size; i++) {
            Backend candidate = backends[i];
            double its = first.score.applyAsDouble(candidate);
            if (held == count && compare(first, its, candidate, scores[count - 1], picked[count - 1]) >= 0) {
                continue;
            }
            int at = held < count ? held++ : count - 1;
            while (at > 0 && compare(first, its, candidate, scores[at - 1], picked[at - 1]) < 0) {
                picked[at] = picked[at - 1];
                scores[at] = scores[at - 1];
                at--;
            }
            picked[at] = candidate;
            scores[at] = its;
        }
        System.arraycopy(picked, 0, backends, 0, count);
    }

    private static int compare(Key first, double aScore, Backend a, double bScore, Backend b) {
        int order = compare(aScore, bScore);
        for (Key next = first.next; next != null && order == 0; next = next.next) {
            order = compare(next.score.applyAsDouble(a), next.score.applyAsDouble(b));
        }
        return order;
    }

    /** What is not a number comes last; the two zeros are equal. */
    private static int compare(double a, double b) {
        return Double.compare(a + 0.0, b + 0.0);
    }

    /** Sorts by the keys from the last to the first, each sort keeping the order of its equals. */
    private static void sort(@Nullable Key key, Backend[] backends, int from, int to) {
        if (key == null) {
            return;
        }
        sort(key.next, backends, from, to);
        Scored[] scored = new Scored[to - from];
        for (int i = 0; i < scored.length; i++) {
            Backend backend = backends[from + i];
            scored[i] = new Scored(backend, key.score.applyAsDouble(backend));
        }
        Arrays.sort(scored, (a, b) -> compare(a.score, b.score));
        for (int i = 0; i < scored.length; i++) {
            backends[from + i] = scored[i].backend;
        }
    }

    private static void moveToFront(Backend[] backends, int index) {
        Backend held = backends[index];
        System.arraycopy(backends, 0, backends, 1, index);
        backends[0] = held;
    }

    static void swap(Backend[] backends, int a, int b) {
        Backend held = backends[a];
        backends[a] = backends[b];
        backends[b] = held;
    }
}
