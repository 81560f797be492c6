package io.backhand.heartbeat;

/** Is told when a destination of heartbeats can no longer be sent to, and when it can again; once a change. */
public interface SendingEvents {
    /** Nobody wants to know. */
    SendingEvents NONE = new SendingEvents() {};

    /** A heartbeat could not be sent there; each next one is tried again. */
    default void unreachable(HeartbeatAddress destination, String why) {}

    /** Sending works again. */
    default void reachable(HeartbeatAddress destination) {}
}
