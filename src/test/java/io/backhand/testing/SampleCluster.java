package io.backhand.testing;

import io.backhand.cluster.Backend;
import io.backhand.cluster.BackendId;
import io.backhand.cluster.Cluster;
import io.backhand.cluster.Contact;
import io.backhand.cluster.Figures;
import io.backhand.cluster.Heartbeat;
import io.backhand.cluster.HeartbeatTable;
import io.backhand.cluster.Intent;
import io.backhand.cluster.RequestLedger.Account;
import io.backhand.cluster.Sender;
import io.backhand.cluster.Source;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A cluster in which something of everything is to be seen: alpha is up and busy, beta silent, gamma draining,
 * delta sick, epsilon kept out by this balancer; httpd announces little and legacy nothing.
 */
public final class SampleCluster {
    /** What alpha says of itself. */
    public static final Figures KNOWN = new Figures(
            OptionalInt.of(8),
            OptionalDouble.of(1.25),
            OptionalDouble.of(0.73),
            OptionalLong.of(6_442_450_944L),
            OptionalLong.of(17_179_869_184L),
            OptionalLong.of(734_832),
            OptionalInt.of(180),
            OptionalInt.of(20),
            OptionalInt.of(20),
            OptionalLong.of(30_000));

    private static final Sender SENDER = new Sender(InetAddress.getLoopbackAddress(), true);

    private final ManualClock clock = new ManualClock();
    private final Cluster cluster;

    /** All as described, with nothing announced in the last 0.4 s. */
    public SampleCluster() {
        Heartbeat legacy = heartbeat("legacy", "http://127.0.0.1:9007", Source.STATIC, Intent.UP, Figures.NONE);
        cluster = new Cluster(new HeartbeatTable(16), List.of(legacy), Optional.empty(), clock);
        announce("beta", 9002, Intent.UP, KNOWN);
        clock.advance(Duration.ofSeconds(7));
        announce("alpha", 9001, Intent.UP, KNOWN);
        announce("gamma", 9003, Intent.DRAINING, KNOWN);
        announce("delta", 9004, Intent.SICK, KNOWN);
        announce("epsilon", 9005, Intent.UP, KNOWN);
        hear(heartbeat("httpd", "http://127.0.0.1:9006", Source.HTTPD, Intent.UP, readyAndBusy(42, 8)));
        announce("alpha", 9999, Intent.UP, KNOWN);
        clock.advance(Duration.ofMillis(400));
        cluster.outliers().refused(backend("epsilon"), clock.nanoTime(), "refused");
        sendRequests();
    }

    /** The cluster. */
    public Cluster cluster() {
        return cluster;
    }

    /** Its clock. */
    public ManualClock clock() {
        return clock;
    }

    /** One more announcement, by an agent on this machine. */
    public void announce(String name, int port, Intent intent, Figures figures) {
        hear(heartbeat(name, "http://127.0.0.1:" + port, Source.NATIVE, intent, figures));
    }

    private void hear(Heartbeat heartbeat) {
        cluster.hear(heartbeat, SENDER);
    }

    /** Alpha has answered one in 6.7 ms, failed one and is at two more. */
    private void sendRequests() {
        Account alpha = account("alpha");
        for (int i = 0; i < 4; i++) {
            alpha.started();
        }
        alpha.finished(Duration.ofNanos(6_700_000).toNanos());
        alpha.failed();
    }

    private Account account(String name) {
        return backend(name).account();
    }

    private Backend backend(String name) {
        return cluster.backend(new BackendId(name)).orElseThrow();
    }

    private static Heartbeat heartbeat(String name, String url, Source source, Intent intent, Figures figures) {
        return new Heartbeat(new BackendId(name), Contact.parse(url), source, intent, figures);
    }

    private static Figures readyAndBusy(int ready, int busy) {
        Figures none = Figures.NONE;
        return new Figures(
                none.cpus(),
                none.load(),
                none.idle(),
                none.memoryFreeBytes(),
                none.memoryTotalBytes(),
                none.arriba(),
                OptionalInt.of(ready),
                OptionalInt.of(busy),
                none.inFlight(),
                none.idleTimeoutMillis());
    }
}
