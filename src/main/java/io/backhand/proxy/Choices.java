package io.backhand.proxy;

import io.backhand.candidacy.Placement;
import io.backhand.candidacy.Placement.Choice;
import io.backhand.candidacy.RequestFacts;
import io.backhand.proxy.ProxyCounters.Event;
import io.backhand.routing.Route;
import java.util.Optional;

/**
 * Where one request may go: its placement, within what one request may try and what the retry budget allows.
 *
 * <p>A chain that throws, which only a user's own function does, chooses nobody: whoever asks may be a selector's
 * thread, and would leave the client without an answer.
 *
 * <p>Not thread-safe: it belongs to one request.
 */
final class Choices {
    /** Backends tried for one request: past it, the trouble is the cluster's and not a backend's. */
    private static final int MAX_TRIES = 16;

    private final Engine engine;
    private final Route route;
    private final Placement placement;

    Choices(Engine engine, Route route, RequestFacts facts) {
        this.engine = engine;
        this.route = route;
        this.placement = new Placement(engine.cluster(), route.chain(), facts, engine.chance());
    }

    /** The best backend not chosen before. */
    Optional<Choice> next() {
        if (placement.tried() >= MAX_TRIES) {
            return Optional.empty();
        }
        try {
            return placement.next();
        } catch (RuntimeException e) {
            engine.log().chainFailed(route.path(), e);
            return Optional.empty();
        }
    }

    /** The same, where the retry budget is not spent. */
    Optional<Choice> nextWithinBudget() {
        Optional<Choice> choice = next();
        return choice.isEmpty() || takeRetry() ? choice : Optional.empty();
    }

    /** Takes a retry out of the budget; false where none is left. */
    boolean takeRetry() {
        boolean taken = engine.budget().takeRetry();
        if (!taken) {
            engine.counters().add(Event.RETRY_BUDGET_SPENT);
        }
        return taken;
    }

    /** Whether the chain said that nothing is to be balanced. */
    boolean isOff() {
        return placement.isOff();
    }
}
