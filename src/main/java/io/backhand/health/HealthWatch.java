package io.backhand.health;

import io.backhand.cluster.Backend;
import io.backhand.cluster.BackendId;
import io.backhand.cluster.Cluster;
import io.backhand.proxy.upstream.Upstream;
import io.backhand.proxy.upstream.UpstreamFailure;
import io.backhand.proxy.upstream.UpstreamFailure.Reason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Looks after the backends: who stalls, and whether one of which nothing comes lives at all.
 *
 * <p>A server whose requests merely take long answers the question at once, and is left alone; one that hangs does not,
 * and gets no requests until it answers one. A server whose heartbeats have stopped stays as long as it answers; when it
 * has once not done so, it is not asked again before it is heard of, since another may have its address by then.
 *
 * <p>Not thread-safe: one thread looks. It never blocks.
 */
public final class HealthWatch {
    /** Time between two questions to one backend. */
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Cluster cluster;
    private final Upstream upstream;
    private final Map<BackendId, Long> askedAtNanos = new HashMap<>();

    /** Those whose heartbeats have stopped, and that have not answered. */
    private final Set<BackendId> lost = ConcurrentHashMap.newKeySet();

    private volatile Map<BackendId, Check> checks = Map.of();
    private final Map<BackendId, CheckedBackend> checked = new HashMap<>();

    /** @param upstream the way to the backends; closed by its owner */
    public HealthWatch(Cluster cluster, Upstream upstream) {
        this.cluster = cluster;
        this.upstream = upstream;
    }

    /** From now on these are asked regularly, and no others. Any thread may say so. */
    public void check(Map<BackendId, Check> those) {
        checks = Map.copyOf(those);
    }

    /** One look; to be called ten times a second. */
    public void look() {
        cluster.look();
        long now = cluster.clock().nanoTime();
        List<Backend> backends = cluster.backends();
        for (Backend backend : backends) {
            look(backend, now);
        }
        askChecked();
        if (askedAtNanos.size() > backends.size() || lost.size() > backends.size()) {
            // Some have left while they were asked.
            askedAtNanos.clear();
            lost.clear();
        }
    }

    private void askChecked() {
        Map<BackendId, Check> wanted = checks;
        checked.keySet().retainAll(wanted.keySet());
        wanted.forEach((id, check) -> cluster.backend(id).ifPresent(backend -> checked.computeIfAbsent(
                        id, unused -> new CheckedBackend(backend, check, cluster.clock()))
                .askInTime(upstream)));
    }

    private void look(Backend backend, long now) {
        boolean overdue = backend.isOverdue(now);
        if (!overdue) {
            lost.remove(backend.id());
        }
        if (backend.account().health().isSuspect() || (overdue && !lost.contains(backend.id()))) {
            askAgain(backend, now);
        } else {
            askedAtNanos.remove(backend.id());
        }
    }

    private void askAgain(Backend backend, long now) {
        Long before = askedAtNanos.get(backend.id());
        if (before == null || now - before >= PAUSE_NANOS) {
            askedAtNanos.put(backend.id(), now);
            Probe.whetherItLives(upstream, backend.contact(), new Life(backend, now));
        }
    }

    /** What comes of the question. */
    private final class Life implements Probe.Outcome {
        private final Backend backend;
        private final long askedAt;

        Life(Backend backend, long askedAt) {
            this.backend = backend;
            this.askedAt = askedAt;
        }

        @Override
        public void answered(int status) {
            backend.account().health().heard();
        }

        @Override
        public void failed(UpstreamFailure failure) {
            if (failure.reason().blamesBackend()
                    && backend.isOverdue(cluster.clock().nanoTime())) {
                lost.add(backend.id());
            }
            if (failure.reason() == Reason.CONNECT) {
                cluster.outliers()
                        .gone(backend, askedAt, String.valueOf(failure.cause().getMessage()));
            }
        }
    }
}
