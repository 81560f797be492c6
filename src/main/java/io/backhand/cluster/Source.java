package io.backhand.cluster;

/** How the balancer came to know a backend. */
public enum Source {
    /** By the heartbeats of a Backhand agent. */
    NATIVE,
    /** By the heartbeats of Apache httpd's mod_heartbeat, or of another sender of that format. */
    HTTPD,
    /** By the configuration: it announces nothing and is never too old. */
    STATIC
}
