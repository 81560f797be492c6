package io.backhand.cluster;

import java.time.Duration;

/**
 * Is told what has changed in the cluster, once a change and in the order of the changes, by whoever calls
 * {@link Cluster#tellListeners}. It may be slow.
 */
public interface ClusterListener {
    /** A backend not known before, or one that had left. */
    default void joined(Backend backend) {}

    /** A backend said goodbye. */
    default void left(Backend backend) {}

    /** A silent backend was dropped: it was silent too long, or gave its row to a live one. */
    default void forgotten(Backend backend, Duration silence) {}

    /** A backend wants something else than before. */
    default void changedIntent(Backend backend, Intent before) {}

    /** A backend drains other contexts than before, by its own word. */
    default void changedContexts(Backend backend, Contexts before) {}

    /**
     * A backend has not been heard of for {@link Cluster#SILENT_AFTER}.
     *
     * @param answers whether it answers all the same, and so stays
     */
    default void silent(Backend backend, Duration silence, boolean answers) {}

    /** None of so many backends has been heard of for {@link Cluster#SILENT_AFTER}: it may be this machine that is deaf. */
    default void allSilent(int backends) {}

    /** After that, one was heard again. */
    default void notAllSilent() {}

    /** A silent backend was heard again. */
    default void back(Backend backend, Duration silence) {}

    /** A backend is given no requests for what this balancer has seen of it, or is on probation already. */
    default void keptOut(Backend backend, String why) {}

    /** A backend that was kept out has passed its probation, or answers again; it was in trouble for so long. */
    default void takenBack(Backend backend, Duration troubled) {}

    /** Somebody claims the name of a live backend for another contact; told once for each such contact, and not past as many as are remembered. */
    default void conflict(NameConflict conflict) {}

    /** So many changes are never told: they came faster than the listeners took them. */
    default void missed(long changes) {}
}
