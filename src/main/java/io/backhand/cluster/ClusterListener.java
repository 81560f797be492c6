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

    /** A backend has not been heard of for {@link Cluster#SILENT_AFTER}. */
    default void silent(Backend backend, Duration silence) {}

    /** A silent backend was heard again. */
    default void back(Backend backend, Duration silence) {}

    /** Somebody claims the name of a live backend for another contact; told once for each such contact, and not past {@link Cluster#MAX_CONFLICTS}. */
    default void conflict(NameConflict conflict) {}

    /** So many changes are never told: they came faster than the listeners took them. */
    default void missed(long changes) {}
}
