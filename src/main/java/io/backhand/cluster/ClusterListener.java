package io.backhand.cluster;

import java.time.Duration;

/**
 * Is told what changes in the cluster, once a change. Called on the thread that heard of it: it must be quick.
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

    /** A backend has not been heard of for {@link Cluster#SILENT_AFTER}. */
    default void silent(Backend backend, Duration silence) {}

    /** A silent backend was heard again. */
    default void back(Backend backend, Duration silence) {}

    /** Somebody claims the name of a live backend for another contact; told once for each such contact, and not past {@link Cluster#MAX_CONFLICTS}. */
    default void conflict(NameConflict conflict) {}
}
