package io.backhand.cluster;

/**
 * One announcement by a backend, checked.
 *
 * @param id the backend's name
 * @param contact where it takes requests
 * @param source who announced it
 * @param intent what it wants
 * @param figures what it says of its machine and server
 */
public record Heartbeat(BackendId id, Contact contact, Source source, Intent intent, Figures figures) {}
