package io.backhand.heartbeat;

/** Lets a test of another package count what only the heartbeat's own package counts. */
public final class HeartbeatCounting {
    private HeartbeatCounting() {}

    /** Counts so many datagrams refused for that reason. */
    public static void refuse(HeartbeatCounters counters, Refusal reason, int times) {
        for (int i = 0; i < times; i++) {
            counters.count(reason);
        }
    }

    /** Counts so many accepted. */
    public static void accept(HeartbeatCounters counters, int times) {
        for (int i = 0; i < times; i++) {
            counters.countAccepted();
        }
    }
}
