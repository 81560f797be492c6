package io.backhand.testing;

import io.backhand.accesslog.LineCounts;
import io.backhand.cluster.AdminToken;
import io.backhand.heartbeat.HeartbeatCounters;
import io.backhand.heartbeat.HeartbeatCounting;
import io.backhand.heartbeat.Refusal;
import io.backhand.proxy.ProxyCounters;
import io.backhand.proxy.ProxyCounters.Event;
import io.backhand.proxy.ProxyCounting;
import io.backhand.status.ListenerClients;
import io.backhand.status.StatusAccess;
import io.backhand.status.StatusModel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a status is made from: the sample cluster, 1,234 heartbeats taken and 3 without signature, 7 requests. */
public final class SampleStatus {
    private SampleStatus() {}

    /** The model, for whom that rule says; the balancer has run for 90 s, and nobody may change anything. */
    public static StatusModel of(SampleCluster sample, StatusAccess access) {
        return of(sample, access, Optional.empty());
    }

    /** The same, where an administrator is known by that. */
    public static StatusModel of(SampleCluster sample, StatusAccess access, Optional<AdminToken> adminToken) {
        HeartbeatCounters heartbeats = new HeartbeatCounters();
        HeartbeatCounting.accept(heartbeats, 1234);
        HeartbeatCounting.refuse(heartbeats, Refusal.SIGNATURE, 3);
        ProxyCounters requests = new ProxyCounters();
        ProxyCounting.count(requests, Event.PROXIED, 7);
        ProxyCounting.count(requests, Event.RETRIED_BROKEN, 2);
        long startedAt = sample.clock().nanoTime();
        return new StatusModel(
                sample.cluster(),
                heartbeats,
                requests,
                () -> List.of(new ListenerClients("0.0.0.0:8080", 12, 10_000, 3)),
                access,
                adminToken,
                Optional.of(new LineCounts()),
                new StatusModel.Instance(
                        "1.2.3", startedAt - Duration.ofSeconds(90).toNanos()));
    }
}
