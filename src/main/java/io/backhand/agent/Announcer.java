package io.backhand.agent;

import io.backhand.cluster.Contexts;
import io.backhand.cluster.Figures;
import io.backhand.cluster.Heartbeat;
import io.backhand.cluster.Intent;
import io.backhand.cluster.Source;
import io.backhand.heartbeat.Announcement;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Writes down what the agent has to say at a moment. Not thread-safe. */
final class Announcer {
    private final AgentConfig config;
    private final MachineFigures machine;
    private final Supplier<OptionalLong> arriba;
    private final RequestGauge requests;
    private final LongSupplier wallClock;
    private final long bootMillis;
    private long sequence;

    /**
     * An announcer that begins now.
     *
     * @param arriba the processor's speed, once it is known
     * @param requests those under way, where they are counted
     * @param wallClock milliseconds since 1970
     */
    Announcer(
            AgentConfig config,
            MachineFigures machine,
            Supplier<OptionalLong> arriba,
            RequestGauge requests,
            LongSupplier wallClock) {
        this.config = config;
        this.machine = machine;
        this.arriba = arriba;
        this.requests = requests;
        this.wallClock = wallClock;
        this.bootMillis = wallClock.getAsLong();
    }

    /** The next announcement, with the figures of this moment. */
    Announcement next(Intent intent, Contexts draining) {
        Heartbeat heartbeat =
                new Heartbeat(config.name(), config.contact(), Source.NATIVE, intent, draining, figures());
        return new Announcement(heartbeat, bootMillis, ++sequence, wallClock.getAsLong());
    }

    private Figures figures() {
        OptionalInt busy = requests.inFlight();
        return new Figures(
                machine.cpus(),
                machine.load(),
                machine.idle(),
                machine.memoryFreeBytes(),
                machine.memoryTotalBytes(),
                arriba.get(),
                ready(busy),
                busy,
                busy,
                idleTimeoutMillis());
    }

    private OptionalLong idleTimeoutMillis() {
        return config.idleTimeout().stream().mapToLong(Duration::toMillis).findAny();
    }

    private OptionalInt ready(OptionalInt busy) {
        boolean known = busy.isPresent() && config.maxRequests().isPresent();
        return known
                ? OptionalInt.of(Math.max(0, config.maxRequests().getAsInt() - busy.getAsInt()))
                : OptionalInt.empty();
    }
}
