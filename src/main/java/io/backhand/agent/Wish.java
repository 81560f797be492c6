package io.backhand.agent;

import io.backhand.cluster.Contexts;
import io.backhand.cluster.Intent;

/**
 * What somebody asks of the agent's server.
 *
 * @param intent of all of it: {@link Intent#UP} or {@link Intent#DRAINING}
 * @param draining the contexts that are to be drained alone
 */
record Wish(Intent intent, Contexts draining) {
    /** That it takes requests, whatever for. */
    static final Wish UP = new Wish(Intent.UP, Contexts.NONE);

    /** That it drains as a whole. */
    static final Wish DRAINING = new Wish(Intent.DRAINING, Contexts.NONE);

    /** The same but for all of the server. */
    Wish with(Intent wanted) {
        return new Wish(wanted, draining);
    }

    /** The same but for that context. @throws IllegalArgumentException if it is none, or one too many */
    Wish with(String context, Intent wanted) {
        String checked = Contexts.checked(context);
        return new Wish(intent, wanted == Intent.DRAINING ? draining.with(checked) : draining.without(checked));
    }

    /** What drains by this wish or by another. */
    Wish or(Wish other) {
        Intent both = other.intent == Intent.DRAINING ? other.intent : intent;
        return new Wish(both, draining.and(other.draining));
    }

    /** As it is told to people: what drains. */
    String words() {
        if (intent == Intent.DRAINING) {
            return "draining";
        }
        return draining.isEmpty() ? "no longer draining" : "draining " + draining.text();
    }
}
