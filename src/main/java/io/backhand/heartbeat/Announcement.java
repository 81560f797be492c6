package io.backhand.heartbeat;

import io.backhand.cluster.Heartbeat;

/**
 * What an agent puts on the wire: a heartbeat, and the stamp by which an old one is told from a new one.
 *
 * @param heartbeat what it says
 * @param bootMillis when the agent started, milliseconds since 1970 by its own clock
 * @param sequence how many it has sent since then; greater in every datagram
 * @param sentAtMillis when it sent this, milliseconds since 1970 by its own clock
 */
public record Announcement(Heartbeat heartbeat, long bootMillis, long sequence, long sentAtMillis) {}
