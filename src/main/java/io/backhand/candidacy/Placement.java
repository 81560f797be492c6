package io.backhand.candidacy;

import io.backhand.cluster.Backend;
import io.backhand.cluster.Cluster;
import io.backhand.cluster.Roster;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

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
    private @Nullable Backend triedFirst;
    private List<Backend> triedLater = List.of();
    private boolean off;
    private boolean lastResortTaken;

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
     * @param settled whether it is the one that has the client's session
     */
    public record Choice(Backend backend, Delivery delivery, boolean settled) {}

    /**
     * The best backend that accepts requests and was not chosen before, of the lowest tier that has one. Where no tier has,
     * once one that is kept out or silent: a poor chance is better than none. Empty where there is not even that.
     */
    public Optional<Choice> next() {
        long nowNanos = cluster.clock().nanoTime();
        Choice choice = null;
        for (Roster roster = roster(); roster != null && choice == null && !off; roster = roster.standby()) {
            choice = choose(new Candidates(roster, self(nowNanos), nowNanos, chance));
        }
        if (choice == null && !off && !lastResortTaken) {
            lastResortTaken = true;
            choice = choose(lastResort(nowNanos));
        }
        return Optional.ofNullable(choice);
    }

    /** The best of those that pass and were not chosen before, of the lowest tier that has one; nobody as a last resort. */
    public Optional<Choice> nextOf(Predicate<Backend> passing) {
        long nowNanos = cluster.clock().nanoTime();
        Choice choice = null;
        for (Roster roster = roster(); roster != null && choice == null && !off; roster = roster.standby()) {
            Candidates candidates = new Candidates(roster, self(nowNanos), nowNanos, chance);
            candidates.keepIf(passing);
            choice = choose(candidates);
        }
        return Optional.ofNullable(choice);
    }

    private @Nullable Choice choose(Candidates candidates) {
        if (triedFirst != null) {
            candidates.keepIf(backend -> !wasTried(backend));
        }
        chain.apply(candidates, facts);
        off = candidates.isOff();
        Backend chosen = candidates.best();
        if (chosen == null) {
            return null;
        }
        remember(chosen);
        return new Choice(chosen, candidates.delivery(), candidates.isSettled());
    }

    private Candidates lastResort(long nowNanos) {
        List<Backend> askable = new ArrayList<>();
        for (Backend backend : cluster.backends()) {
            if (backend.isLastResort(nowNanos) && isServedBy(backend)) {
                askable.add(backend);
            }
        }
        return Candidates.ofAnyAge(askable, self(nowNanos), nowNanos, chance);
    }

    /** Whether the chain said {@code off}: that there was no choice is then no fault of the cluster's. */
    public boolean isOff() {
        return off;
    }

    /** How many backends were chosen so far. */
    public int tried() {
        return triedFirst == null ? 0 : 1 + triedLater.size();
    }

    private void remember(Backend chosen) {
        if (triedFirst == null) {
            triedFirst = chosen;
            return;
        }
        if (triedLater.isEmpty()) {
            triedLater = new ArrayList<>();
        }
        triedLater.add(chosen);
    }

    private Optional<Backend> self(long nowNanos) {
        Optional<Backend> self = cluster.self();
        return self.isEmpty() || mayTake(self.get(), nowNanos) ? self : Optional.empty();
    }

    private boolean mayTake(Backend own, long nowNanos) {
        return own.acceptsRequests(nowNanos) && isServedBy(own) && !wasTried(own);
    }

    /** Asks for the request's path only where somebody withholds a context. */
    private Roster roster() {
        Roster whole = cluster.roster();
        return whole.isSplit() ? cluster.roster(facts.canonicalPath()) : whole;
    }

    private boolean isServedBy(Backend backend) {
        return !backend.isSplit() || backend.wantsRequestsAt(facts.canonicalPath());
    }

    private boolean wasTried(Backend backend) {
        if (triedFirst == null) {
            return false;
        }
        boolean tried = triedFirst.id().equals(backend.id());
        for (int i = 0; i < triedLater.size() && !tried; i++) {
            tried = triedLater.get(i).id().equals(backend.id());
        }
        return tried;
    }
}
