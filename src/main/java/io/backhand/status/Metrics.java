package io.backhand.status;

import io.backhand.accesslog.LineCounts;
import io.backhand.cluster.BackendState;
import io.backhand.heartbeat.HeartbeatCounters;
import io.backhand.heartbeat.Refusal;
import io.backhand.proxy.ProxyCounters;
import io.backhand.proxy.ProxyCounters.Event;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The counters and figures in Prometheus's text format, taken at the moment they are asked for: so a server that
 * has left is in none of them, and a figure that is not known is left out. The names stay once published.
 */
final class Metrics {
    static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private static final double NANOS_PER_SECOND = 1e9;
    private static final PrometheusTextFormatWriter WRITER = PrometheusTextFormatWriter.create();

    private Metrics() {}

    static String of(StatusModel model, List<ServerRow> servers) {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        addInstance(all, model);
        addHeartbeats(all, model);
        addRequests(all, model.requests());
        addClients(all, model.listeners().get());
        model.accessLog().ifPresent(lines -> addAccessLog(all, lines));
        addStates(all, servers);
        ServerMetrics.addTo(all, servers);

        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            WRITER.write(bytes, all.build());
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static void addInstance(MetricSnapshots.Builder all, StatusModel model) {
        long upNanos = model.cluster().clock().nanoTime() - model.instance().startedAtNanos();
        all.metricSnapshot(InfoSnapshot.builder()
                .name("backhand_build")
                .help("The version of this balancer.")
                .dataPoint(InfoDataPointSnapshot.builder()
                        .labels(Labels.of("version", model.instance().version()))
                        .build())
                .build());
        new Gauge("backhand_uptime_seconds", "How long this balancer has run.")
                .add(Labels.EMPTY, upNanos / NANOS_PER_SECOND)
                .addTo(all);
    }

    private static void addHeartbeats(MetricSnapshots.Builder all, StatusModel model) {
        HeartbeatCounters heartbeats = model.heartbeats();
        new Counter("backhand_heartbeats_accepted", "Heartbeats that went into the table.")
                .add(Labels.EMPTY, heartbeats.accepted())
                .addTo(all);
        new Counter("backhand_heartbeats_duplicate", "Heartbeats that had come already, by another way.")
                .add(Labels.EMPTY, heartbeats.duplicates())
                .addTo(all);
        Counter refused = new Counter("backhand_heartbeats_refused", "Datagrams that changed nothing, by reason.");
        for (Refusal reason : Refusal.values()) {
            refused.add(Labels.of("reason", reason.label()), heartbeats.refused(reason));
        }
        refused.addTo(all);
        new Gauge("backhand_heartbeats_ceased", "Whether several servers were heard of, and none of them lately.")
                .add(Labels.EMPTY, model.cluster().isAllSilent() ? 1 : 0)
                .addTo(all);
        new Gauge("backhand_name_conflicts", "Names claimed for two contacts, as far as they are remembered.")
                .add(Labels.EMPTY, model.cluster().conflicts().size())
                .addTo(all);
    }

    private static void addRequests(MetricSnapshots.Builder all, ProxyCounters counters) {
        Counter requests = new Counter("backhand_requests", "Requests answered or given up, by outcome.");
        Counter retries = new Counter("backhand_retries", "Requests tried once more, by reason.");
        Counter spent = new Counter(
                "backhand_retry_budget_spent", "Requests not tried once more because the retry budget was spent.");
        for (Event event : Event.values()) {
            long count = counters.count(event);
            EventName name = EventName.of(event);
            switch (name.kind()) {
                case OUTCOME -> requests.add(Labels.of("outcome", name.label()), count);
                case RETRY -> retries.add(Labels.of("reason", name.label()), count);
                case BUDGET -> spent.add(Labels.EMPTY, count);
            }
        }
        requests.addTo(all);
        retries.addTo(all);
        spent.addTo(all);
    }

    private static void addClients(MetricSnapshots.Builder all, List<ListenerClients> listeners) {
        if (listeners.isEmpty()) {
            return;
        }
        Gauge connected = new Gauge("backhand_client_connections", "Clients connected, by listener.");
        Gauge most = new Gauge("backhand_client_connections_max", "Clients there may be, by listener.");
        Counter slow = new Counter(
                "backhand_client_header_timeouts", "Clients that took too long to say what they want, by listener.");
        for (ListenerClients clients : listeners) {
            Labels listener = Labels.of("listener", clients.listener());
            connected.add(listener, (double) clients.connected());
            most.add(listener, (double) clients.most());
            slow.add(listener, clients.headerTimeouts());
        }
        connected.addTo(all);
        most.addTo(all);
        slow.addTo(all);
    }

    private static void addAccessLog(MetricSnapshots.Builder all, LineCounts lines) {
        new Counter("backhand_access_log_lines", "Lines written to the access log.")
                .add(Labels.EMPTY, lines.written())
                .addTo(all);
        new Counter("backhand_access_log_dropped", "Lines dropped, since the access log could not be written as fast.")
                .add(Labels.EMPTY, lines.dropped())
                .addTo(all);
    }

    private static void addStates(MetricSnapshots.Builder all, List<ServerRow> servers) {
        Gauge states = new Gauge("backhand_servers", "Servers known, by state.");
        for (BackendState state : BackendState.values()) {
            long count =
                    servers.stream().filter(server -> server.state() == state).count();
            states.add(Labels.of("state", ServerRow.word(state)), (double) count);
        }
        states.addTo(all);
    }
}
