package io.backhand.proxy;

import io.backhand.candidacy.Placement;
import io.backhand.candidacy.Placement.Choice;
import io.backhand.candidacy.RequestFacts;
import io.backhand.cluster.Backend;
import io.backhand.proxy.ProxyCounters.Event;
import io.backhand.proxy.upstream.UpstreamFailure;
import io.backhand.routing.Route;
import java.util.Optional;
import java.util.function.Predicate;

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
    private final RequestFacts facts;
    private final Placement placement;

    Choices(Engine engine, Route route, RequestFacts facts) {
        this.engine = engine;
        this.route = route;
        this.facts = facts;
        this.placement = new Placement(engine.cluster(), route.chain(), facts, engine.chance());
    }

    /** What it goes by. */
    RequestFacts facts() {
        return facts;
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

    /** The best of those that pass and were not chosen before. */
    Optional<Choice> nextOf(Predicate<Backend> passing) {
        if (placement.tried() >= MAX_TRIES) {
            return Optional.empty();
        }
        try {
            return placement.nextOf(passing);
        } catch (RuntimeException e) {
            engine.log().chainFailed(route.path(), e);
            return Optional.empty();
        }
    }

    /** The best one of HTTP/1.1 in place of one of HTTP/2; none where that has the client's session. */
    Optional<Choice> insteadOf(Choice http2) {
        return http2.settled()
                ? Optional.empty()
                : nextOf(backend -> !backend.contact().isHttp2());
    }

    /** The best one not chosen before, where that failure of another allows it. */
    Optional<Choice> after(UpstreamFailure failure) {
        boolean unsent = failure.isUnsent();
        Optional<Choice> another = unsent ? next() : nextWithinBudget();
        another.ifPresent(choice -> count(unsent ? Event.RETRIED_NOT_SENT : Event.RETRIED_BROKEN));
        return another;
    }

    /** The same where another answered with a status that is not passed on. */
    Optional<Choice> afterStatus() {
        Optional<Choice> another = nextWithinBudget();
        another.ifPresent(choice -> count(Event.RETRIED_STATUS));
        return another;
    }

    /** Whether the same backend may be tried once more, on a fresh connection. */
    boolean mayRepeat(UpstreamFailure failure) {
        // What was not sent puts no load on anybody, and needs no budget.
        boolean may = failure.isUnsent() || takeRetry();
        if (may) {
            count(Event.RETRIED_STALE);
        }
        return may;
    }

    private Optional<Choice> nextWithinBudget() {
        Optional<Choice> choice = next();
        return choice.isEmpty() || takeRetry() ? choice : Optional.empty();
    }

    private boolean takeRetry() {
        boolean taken = engine.budget().takeRetry();
        if (!taken) {
            count(Event.RETRY_BUDGET_SPENT);
        }
        return taken;
    }

    private void count(Event event) {
        engine.counters().add(event);
    }

    /** Whether the chain said that nothing is to be balanced. */
    boolean isOff() {
        return placement.isOff();
    }
}
