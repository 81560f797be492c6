package io.backhand.cluster;

/**
 * One announcement by a backend, checked.
 *
 * @param id the backend's name
 * @param contact where it takes requests
 * @param source who announced it
 * @param intent what it wants
 * @param draining the contexts for which it finishes what it has and wants nothing new, while it wants requests at all
 * @param figures what it says of its machine and server
 */
public record Heartbeat(
        BackendId id, Contact contact, Source source, Intent intent, Contexts draining, Figures figures) {
    /** One that drains no context alone. */
    public Heartbeat(BackendId id, Contact contact, Source source, Intent intent, Figures figures) {
        this(id, contact, source, intent, Contexts.NONE, figures);
    }
}
