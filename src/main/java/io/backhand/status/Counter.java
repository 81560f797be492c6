package io.backhand.status;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/** A counter being written down; its name goes out with {@code _total} at its end. Not thread-safe. */
final class Counter {
    private final CounterSnapshot.Builder snapshot;

    Counter(String name, String help) {
        snapshot = CounterSnapshot.builder().name(name).help(help);
    }

    Counter add(Labels labels, long value) {
        snapshot.dataPoint(CounterDataPointSnapshot.builder()
                .labels(labels)
                .value((double) value)
                .build());
        return this;
    }

    void addTo(MetricSnapshots.Builder all) {
        all.metricSnapshot(snapshot.build());
    }
}
