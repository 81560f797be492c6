package io.backhand.agent;

import io.backhand.cluster.Contexts;
import io.backhand.cluster.Figures;
import io.backhand.cluster.Heartbeat;
import io.backhand.cluster.Intent;
import io.backhand.cluster.Source;
import io.backhand.heartbeat.Announcement;
import io.backhand.heartbeat.HeartbeatCodec;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The longest heartbeat that an agent may ever have to send: whether it fits is known before one is due. */
final class LongestHeartbeat {
    private static final long LONGEST_SEQUENCE = 1L << 40;

    private LongestHeartbeat() {}

    /** Whether it can be sent, with those contexts. @throws IllegalArgumentException if it can't */
    static void requireRoom(AgentConfig config, Contexts draining) {
        Figures longest = new Figures(
                OptionalInt.of(10_000),
                OptionalDouble.of(10_000),
                OptionalDouble.of(0.1234),
                OptionalLong.of(1L << 50),
                OptionalLong.of(1L << 50),
                OptionalLong.of(config.arriba().orElse(1L << 40)),
                OptionalInt.of(Integer.MAX_VALUE),
                OptionalInt.of(Integer.MAX_VALUE),
                OptionalInt.of(Integer.MAX_VALUE),
                OptionalLong.of(AgentConfig.LONGEST_IDLE_TIMEOUT.toMillis()));
        Heartbeat heartbeat =
                new Heartbeat(config.name(), config.contact(), Source.NATIVE, Intent.DRAINING, draining, longest);
        long now = System.currentTimeMillis();
        HeartbeatCodec.encode(new Announcement(heartbeat, now, LONGEST_SEQUENCE, now), config.keys());
    }
}
