package io.backhand.candidacy;

import io.backhand.cluster.Backend;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * The backends still on the list of one placement, best first, and what a candidacy function may go by.
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

    private Backend[] backends;
    private int size;
    private final Optional<Backend> self;
    private final long nowNanos;
    private final RandomGenerator chance;
    private Delivery delivery = Delivery.FORWARD;
    private boolean predicting;
    private boolean ended;

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
        return backends[index];
    }

    /** Those left, best first; a copy. */
    public List<Backend> toList() {
        return List.of(Arrays.copyOf(backends, size));
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
        shrinkTo(Math.min(size, Math.max(0, count)));
    }

    /** Adds one at the end, where it is not on the list already. */
    public void add(Backend backend) {
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
        for (int i = size; i > 1; i--) {
            swap(i - 1, chance.nextInt(i));
        }
    }

    /** Orders by a score, lowest first, reading each score once; those of equal score keep their order. */
    public void sortBy(ToDoubleFunction<Backend> score) {
        record Scored(Backend backend, double score) {}
        Scored[] scored = new Scored[size];
        for (int i = 0; i < size; i++) {
            scored[i] = new Scored(backends[i], score.applyAsDouble(backends[i]));
        }
        Arrays.sort(scored, (a, b) -> Double.compare(a.score, b.score));
        for (int i = 0; i < size; i++) {
            backends[i] = scored[i].backend;
        }
    }

    /** Puts the one of the lowest score first, the earliest of equals, and leaves the order of the others open. */
    public void bringBestToFront(ToDoubleFunction<Backend> score) {
        int best = 0;
        double bestScore = Double.POSITIVE_INFINITY;
        for (int i = 0; i < size; i++) {
            double its = score.applyAsDouble(backends[i]);
            if (its < bestScore) {
                bestScore = its;
                best = i;
            }
        }
        if (size > 0) {
            swap(0, best);
        }
    }

    /** Ends the chain here: what is on the list now is the outcome. */
    public void endChain() {
        ended = true;
    }

    /** Whether a function has ended the chain. */
    boolean isEnded() {
        return ended;
    }

    /** From here on figures count what was sent since they were announced. */
    void predict() {
        predicting = true;
    }

    /** Requests to add to a backend's announced figures: those it can't have announced, where wanted, else 0. */
    long predictedRequests(Backend backend) {
        return predicting ? backend.requestsSinceHeartbeat() : 0;
    }

    private void swap(int a, int b) {
        Backend held = backends[a];
        backends[a] = backends[b];
        backends[b] = held;
    }

    private void shrinkTo(int newSize) {
        Arrays.fill(backends, newSize, size, null);
        size = newSize;
    }
}
