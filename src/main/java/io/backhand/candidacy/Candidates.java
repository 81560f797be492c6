package io.backhand.candidacy;

import io.backhand.cluster.Backend;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * The backends still on the list of one placement, best first, and what a candidacy function may go by.
 *
 * <p>An order asked for is made when somebody looks: scores are read then, at the latest at the end of the placement.
 *
 * <p>Not thread-safe: it belongs to one placement.
 */
public final class Candidates {
    /** How a request gets to the backend that is chosen. */
    public enum Delivery {
        /** The balancer passes it on. */
        FORWARD,
        /** The client is sent there, by the backend's address. */
        REDIRECT_TO_ADDRESS,
        /** The client is sent there, by the backend's name. */
        REDIRECT_TO_NAME
    }

    /** Bounds what a missing figure costs; what so many have is near enough to what all have. */
    private static final int MEDIAN_SAMPLE = 255;

    private Backend[] backends;
    private int size;
    private final Optional<Backend> self;
    private final long nowNanos;
    private final RandomGenerator chance;
    private final PendingOrder order = new PendingOrder();
    private boolean bestIsFirst;
    private Delivery delivery = Delivery.FORWARD;
    private boolean predicting;
    private boolean ended;
    private boolean off;

    /**
     * A list for one placement.
     *
     * @param backends the first candidates, in any order; copied
     * @param self this machine, where it may be chosen
     * @param nowNanos the moment of the placement, by the cluster's clock
     * @param chance where chance comes from
     */
    public Candidates(List<Backend> backends, Optional<Backend> self, long nowNanos, RandomGenerator chance) {
        this.backends = backends.toArray(Backend[]::new);
        this.size = this.backends.length;
        this.self = self;
        this.nowNanos = nowNanos;
        this.chance = chance;
    }

    /** Drops those that want no requests now or are kept out. */
    void keepAccepting() {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            Backend candidate = backends[i];
            if (candidate.acceptsRequests(nowNanos)) {
                backends[kept++] = candidate;
            }
        }
        shrinkTo(kept);
    }

    /** How many are left. */
    public int size() {
        return size;
    }

    /** Whether none is left. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** The candidate at that place; 0 is the best so far. */
    public Backend get(int index) {
        if (index == 0 && size > 0) {
            settleFirst();
        } else {
            settle();
        }
        return backends[index];
    }

    /** Those left, best first; a copy. */
    public List<Backend> toList() {
        settle();
        return List.of(Arrays.copyOf(backends, size));
    }

    /** The first by {@code order} of those that pass, whatever order the candidates have. */
    public Optional<Backend> first(Predicate<Backend> test, Comparator<Backend> order) {
        Optional<Backend> first = Optional.empty();
        for (int i = 0; i < size; i++) {
            Backend candidate = backends[i];
            if (test.test(candidate) && (first.isEmpty() || order.compare(candidate, first.get()) < 0)) {
                first = Optional.of(candidate);
            }
        }
        return first;
    }

    /** Shows every candidate, in no order. */
    public void forEach(Consumer<Backend> look) {
        for (int i = 0; i < size; i++) {
            look.accept(backends[i]);
        }
    }

    /**
     * The median of a figure, of two the lower; a backend for which it is not a number does not count. Of many that
     * have it, {@value #MEDIAN_SAMPLE} stand for all.
     */
    public double median(ToDoubleFunction<Backend> figure, double whereNoneIsKnown) {
        return Medians.ofKnown(figure, backends, size, MEDIAN_SAMPLE).orElse(whereNoneIsKnown);
    }

    /**
     * A figure that counts as the candidates' median where it is not known.
     *
     * @param figure not a number where it is not known
     * @param whereNoneIsKnown what counts where no candidate has it
     */
    public ToDoubleFunction<Backend> knownOrMedian(ToDoubleFunction<Backend> figure, double whereNoneIsKnown) {
        return new KnownOrMedian(this, figure, whereNoneIsKnown);
    }

    /** This machine, where it may be chosen. */
    public Optional<Backend> self() {
        return self;
    }

    /** The moment of the placement. */
    public long nowNanos() {
        return nowNanos;
    }

    /** Where chance comes from. */
    public RandomGenerator chance() {
        return chance;
    }

    /** How the chosen backend gets the request. */
    public Delivery delivery() {
        return delivery;
    }

    /** Says how the chosen backend gets the request. */
    public void deliverBy(Delivery delivery) {
        this.delivery = delivery;
    }

    /** Drops those that don't pass; the order stays. */
    public void keepIf(Predicate<Backend> test) {
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
    }

    /** Keeps the first so many. */
    public void keepFirst(int count) {
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

    /**
     * Keeps so many, drawn by chance, each in proportion to its weight; the first drawn comes first.
     *
     * @param weight more than 0 and finite
     */
    public void keepDrawn(int count, ToDoubleFunction<Backend> weight) {
        int kept = Math.min(size, Math.max(0, count));
        WeightedDraw.toFront(backends, size, kept, weight, chance);
        order.clear();
        bestIsFirst = false;
        shrinkTo(kept);
    }

    /** Adds one at the end, where none of its name is on the list already. */
    public void add(Backend backend) {
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

    /** Puts them in an order of pure chance. */
    public void shuffle() {
        order.shuffle();
        bestIsFirst = false;
    }

    /**
     * Orders by a score, lowest first; those of equal score keep their order.
     *
     * @param score of a backend alone; not a number comes last
     */
    public void sortBy(ToDoubleFunction<Backend> score) {
        if (bestIsFirst) {
            settle();
        }
        order.sortBy(score);
    }

    /** Ends the chain here: what is on the list now is the outcome. */
    public void endChain() {
        ended = true;
    }

    /** Whether a function has ended the chain. */
    boolean isEnded() {
        return ended;
    }

    /** Turns balancing off for this request: nobody is left, and the chain ends. */
    public void turnOff() {
        off = true;
        keepFirst(0);
        endChain();
    }

    /** Whether balancing is off for this request. */
    public boolean isOff() {
        return off;
    }

    /** From here on, announced figures count what was sent since they were announced. */
    public void predict() {
        predicting = true;
    }

    /** Whether announced figures are to count what was sent since. */
    public boolean isPredicting() {
        return predicting;
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
}
