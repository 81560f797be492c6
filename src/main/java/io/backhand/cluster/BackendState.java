package io.backhand.cluster;

/** What the status shows as a backend's {@code state}; the names in small letters stay once published. */
public enum BackendState {
    /** Takes requests. */
    UP,
    /** Not heard of for longer than {@link Cluster#SILENT_AFTER}. */
    SILENT,
    /** Its agent, or this balancer's check of it, says that its server does not serve. */
    SICK,
    /** Kept out by this balancer for what it has seen of it. */
    EJECTED,
    /** Finishes what it has. */
    DRAINING,
    /** Kept out by an administrator. */
    DISABLED
}
