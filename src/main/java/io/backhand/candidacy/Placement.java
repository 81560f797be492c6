package io.backhand.candidacy;

import io.backhand.candidacy.Candidates.Delivery;
import io.backhand.cluster.Backend;
import io.backhand.cluster.Cluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One request looking for its backend: the best candidate first, and after a failure the best of those not
 * yet tried. The chain runs anew each time, since one such as {@code byLogWindow} leaves no list to go along.
 *
 * <p>Not thread-safe: it belongs to one request.
 */
public final class Placement {
    private final Cluster cluster;
    private final Chain chain;
    private final RequestFacts facts;
    private final RandomGenerator chance;
    private final List<Backend> tried = new ArrayList<>(2);
    private boolean off;

    /** A placement that has tried nothing yet. */
    public Placement(Cluster cluster, Chain chain, RequestFacts facts, RandomGenerator chance) {
        this.cluster = cluster;
        this.chain = chain;
        this.facts = facts;
        this.chance = chance;
    }

    /**
     * Where a request goes.
     *
     * @param backend which backend
     * @param delivery how it gets there
     */
    public record Choice(Backend backend, Delivery delivery) {}

    /** The best backend that accepts requests and was not chosen before; empty where there is none. */
    public Optional<Choice> next() {
        long nowNanos = cluster.clock().nanoTime();
        Candidates candidates = new Candidates(
                cluster.backends(), cluster.self().filter(self -> mayBeChosen(self, nowNanos)), nowNanos, chance);
        candidates.keepAccepting();
        if (!tried.isEmpty()) {
            candidates.keepIf(backend -> !wasTried(backend));
        }
        chain.apply(candidates, facts);
        off = candidates.isOff();
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        Backend chosen = candidates.get(0);
        tried.add(chosen);
        return Optional.of(new Choice(chosen, candidates.delivery()));
    }

    /** Whether the chain said {@code off}: that there was no choice is then no fault of the cluster's. */
    public boolean isOff() {
        return off;
    }

    /** The backends chosen so far, first to last. */
    public List<Backend> tried() {
        return List.copyOf(tried);
    }

    private boolean mayBeChosen(Backend backend, long nowNanos) {
        return backend.acceptsRequests(nowNanos) && !wasTried(backend);
    }

    private boolean wasTried(Backend backend) {
        for (int i = 0; i < tried.size(); i++) {
            if (tried.get(i).id().equals(backend.id())) {
                return true;
            }
        }
        return false;
    }
}
