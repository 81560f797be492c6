package io.backhand.server;

import io.backhand.cluster.NanoClock;
import io.backhand.heartbeat.HeartbeatAddress;
import io.backhand.heartbeat.ListeningEvents;
import io.backhand.heartbeat.Refusal;
import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the log says of hearing heartbeats. Refused datagrams may come as fast as the network carries them, so each
 * reason gets one line in {@link #LINE_EVERY}, which says how many others it stands for. Thread-safe.
 */
final class HearingLog implements ListeningEvents {
    /** Time between two lines on one reason. */
    static final Duration LINE_EVERY = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(HearingLog.class);

    private final NanoClock clock;
    private final UnknownDatagrams unknown;
    private final Map<Refusal, Unsaid> unsaid = new EnumMap<>(Refusal.class);

    /** One that has said nothing yet. */
    HearingLog(NanoClock clock, UnknownDatagrams unknown) {
        this.clock = clock;
        this.unknown = unknown;
    }

    /** Datagrams refused for one reason since its last line. */
    private record Unsaid(long count, long lastLineNanos) {}

    @Override
    public void refused(Refusal reason, InetAddress sender, String why) {
        lineOn(reason, sender, why).ifPresent(LOG::warn);
    }

    /** The line that is due, if one is. */
    synchronized Optional<String> lineOn(Refusal reason, InetAddress sender, String why) {
        long now = clock.nanoTime();
        Unsaid before = unsaid.get(reason);
        if (before != null && now - before.lastLineNanos() < LINE_EVERY.toNanos()) {
            unsaid.put(reason, new Unsaid(before.count() + 1, before.lastLineNanos()));
            return Optional.empty();
        }
        unsaid.put(reason, new Unsaid(0, now));
        String others = before == null || before.count() == 0
                ? ""
                : ", and " + before.count() + " others for that reason since the last line on it";
        return Optional.of("heartbeat from %s refused: %s%s".formatted(sender.getHostAddress(), why, others));
    }

    @Override
    public void unknown(byte[] datagram, int length, InetAddress sender) {
        unknown.lineOn(datagram, length, sender).ifPresent(LOG::info);
    }

    @Override
    public void listening(HeartbeatAddress address, List<String> interfaces) {
        LOG.info(
                "heartbeats are heard on {}{}",
                address,
                interfaces.isEmpty() ? "" : ", interfaces " + String.join(" ", interfaces));
    }

    @Override
    public void notJoined(HeartbeatAddress address, String interfaceName, String why) {
        LOG.debug("group {} can't be joined on {}: {}", address, interfaceName, why);
    }

    @Override
    public void deaf(HeartbeatAddress address, String why) {
        LOG.warn("heartbeats are no longer heard on {}: {}", address, why);
    }

    @Override
    public void failed(InetAddress sender, RuntimeException failure) {
        LOG.error("a heartbeat from {} could not be taken in", sender.getHostAddress(), failure);
    }
}
