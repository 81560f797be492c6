package io.backhand.status;

import io.backhand.cluster.BackendState;
import io.backhand.cluster.RequestLedger.Account;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** The metrics of each server, labelled with its name. */
final class ServerMetrics {
    private static final double MILLIS_PER_SECOND = 1e3;

    private final MetricSnapshots.Builder all;
    private final List<ServerRow> servers;

    private ServerMetrics(MetricSnapshots.Builder all, List<ServerRow> servers) {
        this.all = all;
        this.servers = servers;
    }

    static void addTo(MetricSnapshots.Builder all, List<ServerRow> servers) {
        ServerMetrics metrics = new ServerMetrics(all, servers);
        metrics.addSeenHere();
        metrics.addAnnounced();
    }

    private void addSeenHere() {
        gauge("up", "Whether the server takes requests.", row -> known(row.state() == BackendState.UP ? 1 : 0));
        gauge(
                "draining",
                "Whether the server finishes what it has.",
                row -> known(row.state() == BackendState.DRAINING ? 1 : 0));
        gauge(
                "disabled",
                "Whether an administrator has taken the server out.",
                row -> known(row.state() == BackendState.DISABLED ? 1 : 0));
        gauge(
                "in_flight",
                "Requests this balancer has under way there.",
                row -> known(account(row).inFlight()));
        counter("requests", "Requests this balancer has sent there.", row -> account(row)
                .requests());
        counter("failures", "Requests that the server failed.", row -> account(row)
                .failures());
        counter("retries", "Requests tried once more after the server had not served them.", row -> account(row)
                .retries());
        counter("ejections", "How often the server was kept out, or has stalled.", row -> account(row)
                .health()
                .ejections());
        gauge(
                "waiting",
                "Requests that wait for room there.",
                row -> known(account(row).slots().waiting()));
        counter("waited", "Requests that had to wait for room there.", row -> account(row)
                .slots()
                .waited());
        counter("wait_timeouts", "Requests that waited for room there for too long.", row -> account(row)
                .slots()
                .expired());
        gauge(
                "latency_seconds",
                "Moving mean of the time to the first response byte.",
                row -> scaled(row.latencyMillis(), 1 / MILLIS_PER_SECOND));
    }

    private void addAnnounced() {
        gauge("age_seconds", "Time since it was last heard of.", row -> row.age()
                .map(ServerMetrics::seconds)
                .orElse(OptionalDouble.empty()));
        gauge("load", "Mean run queue of its last minute.", row -> row.figures().load());
        gauge("cpu_idle_ratio", "Idle share of its processors' time.", row -> row.figures()
                .idle());
        gauge("cpus", "Processors it may use.", row -> known(row.figures().cpus()));
        gauge(
                "memory_free_bytes",
                "Memory it could still use.",
                row -> known(row.figures().memoryFreeBytes()));
        gauge("memory_total_bytes", "Memory it has.", row -> known(row.figures().memoryTotalBytes()));
        gauge(
                "ready_workers",
                "Workers waiting for a request.",
                row -> known(row.figures().ready()));
        gauge(
                "busy_workers",
                "Workers at a request.",
                row -> known(row.figures().busy()));
        gauge(
                "arriba",
                "Speed of one of its processors; bigger is faster.",
                row -> known(row.figures().arriba()));
    }

    private void gauge(String name, String help, Function<ServerRow, OptionalDouble> figure) {
        Gauge gauge = new Gauge("backhand_server_" + name, help);
        servers.forEach(row -> gauge.add(label(row), figure.apply(row)));
        gauge.addTo(all);
    }

    private void counter(String name, String help, ToLongFunction<ServerRow> count) {
        Counter counter = new Counter("backhand_server_" + name, help);
        servers.forEach(row -> counter.add(label(row), count.applyAsLong(row)));
        counter.addTo(all);
    }

    private static Labels label(ServerRow row) {
        return Labels.of("server", row.name());
    }

    private static Account account(ServerRow row) {
        return row.backend().account();
    }

    private static OptionalDouble seconds(Duration duration) {
        return OptionalDouble.of(duration.toMillis() / MILLIS_PER_SECOND);
    }

    private static OptionalDouble scaled(OptionalDouble figure, double by) {
        return figure.isPresent() ? OptionalDouble.of(figure.getAsDouble() * by) : figure;
    }

    private static OptionalDouble known(double figure) {
        return OptionalDouble.of(figure);
    }

    private static OptionalDouble known(OptionalInt figure) {
        return figure.isPresent() ? OptionalDouble.of(figure.getAsInt()) : OptionalDouble.empty();
    }

    private static OptionalDouble known(OptionalLong figure) {
        return figure.isPresent() ? OptionalDouble.of((double) figure.getAsLong()) : OptionalDouble.empty();
    }
}
