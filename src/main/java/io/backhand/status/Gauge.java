package io.backhand.status;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.OptionalDouble;

/** A gauge being written down. Not thread-safe. */
final class Gauge {
    private final GaugeSnapshot.Builder snapshot;

    Gauge(String name, String help) {
        snapshot = GaugeSnapshot.builder().name(name).help(help);
    }

    Gauge add(Labels labels, double value) {
        snapshot.dataPoint(
                GaugeDataPointSnapshot.builder().labels(labels).value(value).build());
        return this;
    }

    /** Leaves out what is not known. */
    Gauge add(Labels labels, OptionalDouble value) {
        value.ifPresent(known -> add(labels, known));
        return this;
    }

    void addTo(MetricSnapshots.Builder all) {
        all.metricSnapshot(snapshot.build());
    }
}
