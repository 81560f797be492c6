package io.backhand.server;

import io.backhand.cluster.Cluster;
import io.backhand.cluster.Contact;
import io.backhand.cluster.Figures;
import io.backhand.cluster.Heartbeat;
import io.backhand.cluster.HeartbeatTable;
import io.backhand.cluster.Intent;
import io.backhand.cluster.NanoClock;
import io.backhand.cluster.Source;
import io.backhand.config.BalancerConfig;
import io.backhand.config.BalancerConfig.Heartbeats;
import io.backhand.config.BalancerConfig.Self;
import io.backhand.content.FileMemory;
import io.backhand.content.StaticFiles;
import io.backhand.health.HealthWatch;
import io.backhand.heartbeat.HeartbeatGate;
import io.backhand.heartbeat.HeartbeatPolicy;
import io.backhand.heartbeat.HeartbeatReceiver;
import io.backhand.heartbeat.Keys;
import io.backhand.heartbeat.ListeningEvents;
import io.backhand.proxy.AffinityCookie;
import io.backhand.proxy.AffinityTokens;
import io.backhand.proxy.BackendLimits.NearClient;
import io.backhand.proxy.Engine;
import io.backhand.proxy.Mount;
import io.backhand.proxy.ProxyCounters;
import io.backhand.proxy.Via;
import io.backhand.proxy.upstream.BackendIdentity;
import io.backhand.proxy.upstream.BackendSelectors;
import io.backhand.proxy.upstream.Upstream;
import io.backhand.proxy.upstream.http1.OwnSelectors;
import io.backhand.routing.Route;
import io.backhand.selectors.SharedSelectors;
import io.backhand.status.StatusAccess;
import io.backhand.status.StatusModel;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.Server;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where a balancer is put together: what it knows of the cluster, what hears heartbeats, what speaks
 * to backends. It has a few threads of its own: one listens, the others look for who hangs or has fallen silent, write the
 * log of it, and look up names.
 *
 * <p>Thread-safe.
 */
final class BalancerRuntime implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BalancerRuntime.class);

    /** One that listens, and one for each of the tasks that may have to wait: for a name to be looked up, for the log. */
    private static final int THREADS = 4;

    private static final int SECRET_BYTES = 32;

    /** Stands for a machine that answers through a servlet of its own: it is never connected to. */
    private static final Contact DISPATCHED = new Contact("http", "localhost", 80);

    /** Selectors for backends alone, where the clients' can't be shared. */
    private static final int SELECTORS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    private final NanoClock clock;
    private final Engine engine;
    private final StatusModel status;
    private final AffinityTokens tokens;
    private final FileMemory fileMemory;
    private final List<StaticFiles> files = new CopyOnWriteArrayList<>();
    private final HeartbeatReceiver receiver;
    private final Upstream upstream;
    private final Optional<OwnSelectors> ownSelectors;
    private final ScheduledExecutorService threads = daemons();
    private final List<Future<?>> tasks;

    private BalancerRuntime(
            BalancerConfig config,
            Cluster cluster,
            HeartbeatGate gate,
            HeartbeatReceiver receiver,
            Upstream upstream,
            Consumer<Map<Contact, BackendIdentity>> expecting,
            Optional<OwnSelectors> ownSelectors,
            AffinityTokens tokens,
            Server server) {
        this.clock = cluster.clock();
        this.tokens = tokens;
        this.fileMemory = new FileMemory(clock);
        this.receiver = receiver;
        this.upstream = upstream;
        this.ownSelectors = ownSelectors;
        ProxyCounters requests = new ProxyCounters();
        engine = new Engine(
                cluster,
                upstream,
                requests,
                Via.random(new SecureRandom()),
                ThreadLocalRandom::current,
                Bounds.of(config, ownSelectors.isPresent() ? onPoolOf(server) : SharedSelectors::onThreadOf));
        status = new StatusModel(
                cluster,
                gate.counters(),
                requests,
                () -> Listeners.clientsOf(server),
                new StatusAccess(config.status().allow(), config.status().hosts()),
                config.adminToken(),
                RequestLogging.countsOf(server),
                new StatusModel.Instance(BalancerVersion.text(), cluster.clock().nanoTime()));
        HealthWatch watch = new HealthWatch(cluster, upstream);
        StaticBackends named =
                new StaticBackends(config.backends(), cluster, InetAddress::getAllByName, watch::check, expecting);
        receiver.start(threads, gate);
        tasks = List.of(
                repeat("a look for backends that hang", Duration.ofMillis(100), watch::look),
                repeat("a look for silent backends", Duration.ofMillis(250), cluster::sweep),
                repeat(
                        "a look at announced idle time-outs",
                        Duration.ofMillis(250),
                        () -> Upstreams.tellIdleTimeouts(cluster, upstream)),
                repeat("telling what has changed in the cluster", Duration.ofMillis(250), cluster::tellListeners),
                repeat("a look-up of backends' names", Duration.ofSeconds(1), named::lookUp));
    }

    /** Where the clients' threads are not known; at once where the pool takes nothing more. */
    private static NearClient onPoolOf(Server server) {
        return (client, task) -> {
            try {
                server.getThreadPool().execute(task);
            } catch (RejectedExecutionException e) {
                task.run();
            }
        };
    }

    /** A task that throws would never run again. */
    private Future<?> repeat(String what, Duration pause, Runnable task) {
        Runnable guarded = () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("{} failed", what, e);
            }
        };
        return threads.scheduleWithFixedDelay(guarded, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Starts all but the HTTP side.
     *
     * @param config what it is to do
     * @param server whose threads, scheduler and buffers are shared
     * @throws StartException if a file can't be read or a group not be joined; nothing runs then
     */
    static BalancerRuntime start(BalancerConfig config, Server server) throws StartException {
        Heartbeats heartbeats = config.heartbeats();
        Optional<Keys> keys = keys(heartbeats.keyFile());
        Upstreams upstreams = new Upstreams(config.upstream());
        Cluster cluster = clusterOf(config);
        ListeningEvents log =
                new HearingLog(cluster.clock(), new UnknownDatagrams(heartbeats.dumpUnknown(), cluster.clock()));
        HeartbeatReceiver receiver = listen(heartbeats, log);
        HeartbeatPolicy policy = new HeartbeatPolicy(
                heartbeats.accept().map(HeartbeatPolicy::anyOf).orElseGet(receiver::neighbours),
                heartbeats.contacts(),
                keys,
                heartbeats.unsignedFrom());
        HeartbeatGate gate = new HeartbeatGate(cluster, policy, InstantSource.system(), log);
        Optional<BackendSelectors> shared = SharedSelectors.of(server);
        Optional<OwnSelectors> own = shared.isPresent()
                ? Optional.empty()
                : Optional.of(OwnSelectors.start(SELECTORS, server.getThreadPool(), server.getScheduler()));
        Upstream upstream = upstreams.start(server, shared.orElseGet(own::orElseThrow));
        AffinityTokens tokens = new AffinityTokens(cluster, secrets(keys));
        return new BalancerRuntime(config, cluster, gate, receiver, upstream, upstreams::expect, own, tokens, server);
    }

    /** What serves the requests. */
    Engine engine() {
        return engine;
    }

    /** What the status page shows. */
    StatusModel status() {
        return status;
    }

    /**
     * A route as it is served, with the files under its static root.
     *
     * @param path that of the context and that of the route within it
     */
    Mount mount(Route route, String path, ByteBufferPool buffers) {
        return new Mount(
                route,
                route.staticRoot().map(root -> open(path, root, new StaticFiles.Shared(buffers, fileMemory, clock))),
                route.chain().cookie().map(name -> new AffinityCookie(name, path, tokens, ThreadLocalRandom::current)));
    }

    private StaticFiles open(String path, Path root, StaticFiles.Shared shared) {
        StaticFiles opened = new StaticFiles(path, root, shared);
        files.add(opened);
        return opened;
    }

    /** Leaves the groups and ends every connection to a backend. */
    @Override
    public void close() {
        tasks.forEach(task -> task.cancel(false));
        try {
            receiver.close();
        } catch (IOException e) {
            LOG.debug("heartbeats were not closed in good order", e);
        }
        upstream.close();
        ownSelectors.ifPresent(OwnSelectors::close);
        files.forEach(StaticFiles::close);
        threads.shutdownNow();
    }

    private static Cluster clusterOf(BalancerConfig config) {
        Cluster cluster = new Cluster(
                new HeartbeatTable(HeartbeatTable.DEFAULT_CAPACITY),
                List.of(),
                config.self().map(BalancerRuntime::heartbeatOf),
                NanoClock.system());
        cluster.addListener(new ClusterLog());
        return cluster;
    }

    private static Optional<Keys> keys(Optional<Path> file) throws StartException {
        try {
            return file.isPresent() ? Optional.of(Keys.read(file.get())) : Optional.empty();
        } catch (IOException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Without a key file, this balancer's cookies mean nothing to others, nor to itself when it starts anew. */
    private static List<byte[]> secrets(Optional<Keys> keys) {
        if (keys.isPresent()) {
            return keys.get().derive("backhand affinity cookie");
        }
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return List.of(secret);
    }

    private static HeartbeatReceiver listen(Heartbeats heartbeats, ListeningEvents log) throws StartException {
        try {
            return heartbeats.listen().isPresent()
                    ? HeartbeatReceiver.open(heartbeats.listen().get(), log)
                    : HeartbeatReceiver.openDefaults(log);
        } catch (IOException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Heartbeat heartbeatOf(Self self) {
        return new Heartbeat(self.name(), self.url().orElse(DISPATCHED), Source.STATIC, Intent.UP, Figures.NONE);
    }

    private static ScheduledExecutorService daemons() {
        return Executors.newScheduledThreadPool(THREADS, work -> {
            Thread thread = new Thread(work, "backhand-cluster");
            thread.setDaemon(true);
            return thread;
        });
    }
}
