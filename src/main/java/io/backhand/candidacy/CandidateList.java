package io.backhand.candidacy;

import io.backhand.cluster.Backend;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * Candidates one by one, best first. An order asked for is made when somebody looks, and only as far as he does.
 * Beside them are those that drain: no candidates, but a session that began at one of them may go on there.
 *
 * <p>Not thread-safe: it belongs to one placement.
 */
final class CandidateList {
    /** Bounds what a missing figure costs; what so many have is near enough to what all have. */
    static final int MEDIAN_SAMPLE = 255;

    private Backend[] backends;
    private int size;
    private List<Backend> draining;
    private final RandomGenerator chance;
    private final PendingOrder order = new PendingOrder();
    private boolean bestIsFirst;

    /** Takes over the array. */
    CandidateList(Backend[] backends, List<Backend> draining, RandomGenerator chance) {
        this.backends = backends;
        this.size = backends.length;
        this.draining = draining;
        this.chance = chance;
    }

    int size() {
        return size;
    }

    Backend get(int index) {
        if (index == 0 && size > 0) {
            settleFirst();
        } else {
            settle();
        }
        return backends[index];
    }

    List<Backend> toList() {
        settle();
        return List.of(Arrays.copyOf(backends, size));
    }

    /** The first by name of those that pass, candidates before those that drain. */
    Optional<Backend> keeper(Predicate<Backend> test) {
        Optional<Backend> candidate = firstByName(test);
        return candidate.isPresent() || draining.isEmpty()
                ? candidate
                : draining.stream().filter(test).min(Backend.BY_NAME);
    }

    void forEach(Consumer<Backend> look) {
        for (int i = 0; i < size; i++) {
            look.accept(backends[i]);
        }
    }

    double median(ToDoubleFunction<Backend> figure, double whereNoneIsKnown) {
        return Medians.ofKnown(figure, backends, size, MEDIAN_SAMPLE).orElse(whereNoneIsKnown);
    }

    void keepIf(Predicate<Backend> test) {
        if (bestIsFirst || order.hasKeys()) {
            settle();
        }
        int kept = 0;
        for (int i = 0; i < size; i++) {
            Backend candidate = backends[i];
            if (test.test(candidate)) {
                backends[kept++] = candidate;
            }
        }
        shrinkTo(kept);
        if (!draining.isEmpty()) {
            draining = draining.stream().filter(test).toList();
        }
    }

    void keepFirst(int count) {
        if (count >= size) {
            return;
        }
        int kept = Math.max(0, count);
        if (kept == 1) {
            settleFirst();
        } else if (order.isPending() && !order.hasKeys()) {
            PendingOrder.draw(backends, bestIsFirst ? 1 : 0, kept, size, chance);
        } else if (order.isPending() && !bestIsFirst && kept > 0 && kept <= PendingOrder.MAX_PICKED) {
            order.pickFirst(backends, size, kept, chance);
        } else {
            settle();
        }
        order.clear();
        bestIsFirst = false;
        shrinkTo(kept);
    }

    void keepDrawn(int count, ToDoubleFunction<Backend> weight) {
        int kept = Math.min(size, Math.max(0, count));
        WeightedDraw.toFront(backends, size, kept, weight, chance);
        order.clear();
        bestIsFirst = false;
        shrinkTo(kept);
    }

    void add(Backend backend) {
        settle();
        for (int i = 0; i < size; i++) {
            if (backends[i].id().equals(backend.id())) {
                return;
            }
        }
        if (size == backends.length) {
            backends = Arrays.copyOf(backends, size + 1);
        }
        backends[size++] = backend;
    }

    void shuffle() {
        order.shuffle();
        bestIsFirst = false;
    }

    void sortBy(ToDoubleFunction<Backend> score) {
        if (bestIsFirst) {
            settle();
        }
        order.sortBy(score);
    }

    private void settleFirst() {
        if (order.isPending() && !bestIsFirst) {
            order.bringBestToFront(backends, size, chance);
            bestIsFirst = true;
        }
    }

    private void settle() {
        if (order.isPending()) {
            order.sort(backends, bestIsFirst ? 1 : 0, size, chance);
            order.clear();
            bestIsFirst = false;
        }
    }

    private void shrinkTo(int newSize) {
        Arrays.fill(backends, newSize, size, null);
        size = newSize;
    }

    private Optional<Backend> firstByName(Predicate<Backend> test) {
        Optional<Backend> first = Optional.empty();
        for (int i = 0; i < size; i++) {
            Backend candidate = backends[i];
            if (test.test(candidate) && (first.isEmpty() || Backend.BY_NAME.compare(candidate, first.get()) < 0)) {
                first = Optional.of(candidate);
            }
        }
        return first;
    }
}
