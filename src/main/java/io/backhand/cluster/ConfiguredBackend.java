package io.backhand.cluster;

/**
 * A backend that the configuration names, and what it says of it.
 *
 * @param heartbeat it, as if it had announced itself
 * @param weight its capacity is reckoned as so many times what it announces, or what others have at the median; more
 *     than 0
 * @param tier it is given requests where no backend of a lower tier can take one; 0 for those that announce themselves
 */
public record ConfiguredBackend(Heartbeat heartbeat, double weight, int tier) {
    /** One like those that announce themselves. */
    public static ConfiguredBackend of(Heartbeat heartbeat) {
        return new ConfiguredBackend(heartbeat, 1, 0);
    }

    BackendId id() {
        return heartbeat.id();
    }
}
