package io.backhand.cluster;

/** What an administrator has said of a backend. It stands above what the backend says of itself. */
public enum AdminState {
    /** Nothing, or that it is to take requests again: its own word counts. */
    ENABLED,
    /** It finishes what it has, and gets nothing new. */
    DRAINING,
    /** It finishes what it has, and gets nothing at all. */
    DISABLED
}
