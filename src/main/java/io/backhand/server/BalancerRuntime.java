package io.backhand.server;

import io.backhand.cluster.Cluster;
import io.backhand.cluster.Figures;
import io.backhand.cluster.Heartbeat;
import io.backhand.cluster.HeartbeatTable;
import io.backhand.cluster.Intent;
import io.backhand.cluster.NanoClock;
import io.backhand.cluster.Source;
import io.backhand.config.BalancerConfig;
import io.backhand.config.BalancerConfig.Self;
import io.backhand.config.BalancerConfig.StaticBackend;
import io.backhand.heartbeat.HeartbeatCounters;
import io.backhand.proxy.ProxyCounters;
import io.backhand.status.StatusAccess;
import io.backhand.status.StatusModel;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Server;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where a balancer is put together: what it knows of the cluster, what hears heartbeats, what
 * speaks to backends. Servlets find its parts in their context.
 *
 * <p>Thread-safe.
 */
public final class BalancerRuntime implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BalancerRuntime.class);

    /** The context attribute by which an embedded server hands its runtime to the listener. */
    static final String ATTRIBUTE = BalancerRuntime.class.getName();

    /** Time between two looks for backends that have fallen silent; what the log and the page may lag by. */
    private static final long SWEEP_MILLIS = 250;

    private final BalancerConfig config;
    private final StatusModel status;
    private final ScheduledExecutorService sweeper;
    private final Future<?> sweeps;

    private BalancerRuntime(BalancerConfig config, Cluster cluster) {
        this.config = config;
        this.status = new StatusModel(
                cluster,
                new HeartbeatCounters(),
                new ProxyCounters(),
                new StatusAccess(config.status().allow(), config.status().hosts()),
                new StatusModel.Instance(version(), cluster.clock().nanoTime()));
        this.sweeper = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "backhand-sweep");
            thread.setDaemon(true);
            return thread;
        });
        this.sweeps =
                sweeper.scheduleWithFixedDelay(() -> sweep(cluster), SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Starts all but the HTTP side.
     *
     * @param config what it is to do
     * @param server whose threads, scheduler and buffers are shared
     * @throws StartException if a group can't be joined or a file not be read; nothing runs then
     */
    static BalancerRuntime start(BalancerConfig config, Server server) throws StartException {
        Cluster cluster = new Cluster(
                new HeartbeatTable(HeartbeatTable.DEFAULT_CAPACITY),
                config.backends().stream().map(BalancerRuntime::heartbeatOf).toList(),
                config.self().flatMap(BalancerRuntime::heartbeatOf),
                NanoClock.system());
        cluster.addListener(new ClusterLog());
        BalancerRuntime runtime = new BalancerRuntime(config, cluster);
        return runtime;
    }

    /** What it was told to do. */
    BalancerConfig config() {
        return config;
    }

    /** What the status page shows. */
    StatusModel status() {
        return status;
    }

    /** Leaves the groups and ends every connection to a backend. */
    @Override
    public void close() {
        sweeps.cancel(false);
        sweeper.shutdownNow();
    }

    /** A task that throws would never run again. */
    private static void sweep(Cluster cluster) {
        try {
            cluster.sweep();
        } catch (RuntimeException e) {
            LOG.warn("a look for silent backends failed", e);
        }
    }

    private static Heartbeat heartbeatOf(StaticBackend backend) {
        return new Heartbeat(backend.name(), backend.url(), Source.STATIC, Intent.UP, Figures.NONE);
    }

    private static Optional<Heartbeat> heartbeatOf(Self self) {
        return self.url().map(url -> new Heartbeat(self.name(), url, Source.STATIC, Intent.UP, Figures.NONE));
    }

    private static String version() {
        String version = BalancerRuntime.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
