package io.backhand.cluster;

/** What a backend says it wants, in its own words on the wire. */
public enum Intent {
    /** Takes requests. */
    UP,
    /** Finishes what it has and wants nothing new. */
    DRAINING,
    /** Its agent lives, its server does not answer. */
    SICK,
    /** Says goodbye: it leaves the table. */
    LEAVING
}
