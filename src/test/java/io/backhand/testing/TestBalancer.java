package io.backhand.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.ajp.AjpConnectionFactory;
import io.backhand.ajp.AjpSettings;
import io.backhand.candidacy.Chain;
import io.backhand.cluster.BackendId;
import io.backhand.cluster.Cluster;
import io.backhand.cluster.Contact;
import io.backhand.cluster.Figures;
import io.backhand.cluster.Heartbeat;
import io.backhand.cluster.HeartbeatTable;
import io.backhand.cluster.Intent;
import io.backhand.cluster.NanoClock;
import io.backhand.cluster.Network;
import io.backhand.cluster.RequestLedger;
import io.backhand.cluster.Source;
import io.backhand.proxy.AffinityCookie;
import io.backhand.proxy.AffinityTokens;
import io.backhand.proxy.BackendLimits;
import io.backhand.proxy.BackhandServlet;
import io.backhand.proxy.Engine;
import io.backhand.proxy.Mount;
import io.backhand.proxy.Mounts;
import io.backhand.proxy.ProxyCounters;
import io.backhand.proxy.TrustedPeers;
import io.backhand.proxy.Via;
import io.backhand.proxy.upstream.ByProtocol;
import io.backhand.proxy.upstream.Upstream;
import io.backhand.proxy.upstream.UpstreamTls;
import io.backhand.proxy.upstream.http1.Http1Upstream;
import io.backhand.proxy.upstream.http1.OwnSelectors;
import io.backhand.proxy.upstream.http2.Http2Upstream;
import io.backhand.routing.Route;
import io.backhand.server.connection.AjpRounds;
import jakarta.servlet.http.HttpServlet;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * A balancer in this JVM: the servlet, the engine and the upstream on an embedded server on loopback. Backends are
 * chosen in the order they are named. When it is closed, no buffer may be lost and no request be left in flight.
 */
public final class TestBalancer implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    /** Of all of them, so that they know each other's cookies. */
    private static final byte[] SECRET = "a secret of tests".getBytes(StandardCharsets.US_ASCII);

    private final ArrayByteBufferPool.Tracking buffers = new ArrayByteBufferPool.Tracking();
    private final ProxyCounters counters = new ProxyCounters();
    private final Cluster cluster;
    private final Server server;
    private final ServerConnector connector;
    private final @Nullable ServerConnector ajp;
    private final OwnSelectors selectors;
    private final Http1Upstream http1;
    private final Upstream upstream;

    private TestBalancer(Builder builder) throws Exception {
        QueuedThreadPool threads = new QueuedThreadPool(16);
        server = new Server(threads, null, buffers);
        connector = connector(server);
        connector.addBean(new TrustedPeers(builder.trusted));
        server.addConnector(connector);
        ajp = builder.ajp == null ? null : ajp(server, builder.ajp, builder.trusted);
        cluster = new Cluster(
                new HeartbeatTable(HeartbeatTable.DEFAULT_CAPACITY),
                builder.backends,
                Optional.ofNullable(builder.self),
                NanoClock.system());
        threads.start();
        server.getScheduler().start();
        selectors = OwnSelectors.start(1, threads, server.getScheduler());
        http1 = Http1Upstream.start(
                selectors, new Http1Upstream.Resources(threads, server.getScheduler(), buffers, builder.tls));
        upstream = builder.backends.stream()
                        .anyMatch(backend -> backend.contact().isHttp2())
                ? new ByProtocol(http1, Http2Upstream.start(threads, server.getScheduler(), buffers, builder.tls))
                : http1;
        Engine engine = new Engine(
                cluster,
                upstream,
                counters,
                Via.random(ThreadLocalRandom.current()),
                ThreadLocalRandom::current,
                builder.limits((client, task) -> threads.execute(task)));
        server.setHandler(context(builder, engine, new AffinityTokens(cluster, List.of(SECRET))));
        server.start();
    }

    private static ServletContextHandler context(Builder builder, Engine engine, AffinityTokens tokens) {
        ServletContextHandler context = new ServletContextHandler("/");
        ServletHolder balancer = new ServletHolder("balancer", new BackhandServlet());
        balancer.setAsyncSupported(true);
        context.addServlet(balancer, "/*");
        List<Mount> mounts = builder.routes.stream()
                .map(route -> new Mount(
                        route,
                        Optional.empty(),
                        route.chain()
                                .cookie()
                                .map(name ->
                                        new AffinityCookie(name, route.path(), tokens, ThreadLocalRandom::current))))
                .toList();
        Optional<String> selfDispatch = Optional.ofNullable(builder.application).map(unused -> "application");
        if (builder.application != null) {
            ServletHolder application = new ServletHolder("application", builder.application);
            application.setAsyncSupported(true);
            context.addServlet(application, "/never-asked-for/*");
        }
        context.setAttribute(Mounts.KEY, new Mounts(engine, Map.of("balancer", mounts), selfDispatch));
        return context;
    }

    private static ServerConnector ajp(Server server, AjpSettings settings, List<Network> trusted) {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setUriCompliance(UriCompliance.from("RFC3986,AMBIGUOUS_PATH_SEPARATOR,AMBIGUOUS_EMPTY_SEGMENT"));
        configuration.setSendServerVersion(false);
        ServerConnector connector =
                new ServerConnector(server, 1, 1, new AjpConnectionFactory(configuration, settings));
        connector.setHost("127.0.0.1");
        connector.addBean(new TrustedPeers(trusted));
        connector.addBean(new AjpRounds(connector, Duration.ZERO));
        server.addConnector(connector);
        return connector;
    }

    private static ServerConnector connector(Server server) {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setUriCompliance(UriCompliance.from("RFC3986,AMBIGUOUS_PATH_SEPARATOR,AMBIGUOUS_EMPTY_SEGMENT"));
        configuration.setHeaderCacheCaseSensitive(true);
        configuration.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(
                server,
                1,
                1,
                new HttpConnectionFactory(configuration),
                new HTTP2CServerConnectionFactory(configuration));
        connector.setHost("127.0.0.1");
        return connector;
    }

    /** One in front of these backends, as {@code http://127.0.0.1:PORT}; their names are b0, b1 and so on. */
    public static Builder before(String... urls) {
        Builder builder = new Builder();
        for (String url : urls) {
            builder.backends.add(backend("b" + builder.backends.size(), url));
        }
        return builder;
    }

    /** Where it listens. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Where it listens for AJP. */
    public int ajpPort() {
        return Objects.requireNonNull(ajp).getLocalPort();
    }

    /** Connections over which AJP is spoken. */
    public int ajpConnections() {
        return Objects.requireNonNull(ajp).getConnectedEndPoints().size();
    }

    /** Its URL with that path. */
    public String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /** What became of its requests. */
    public ProxyCounters counters() {
        return counters;
    }

    /** Connections it keeps for requests to come. */
    public int idleConnections() {
        return http1.idleConnections();
    }

    /** Its way to the backends. */
    public Upstream upstream() {
        return upstream;
    }

    /** What it knows. */
    public Cluster cluster() {
        return cluster;
    }

    /** Its account of a backend. */
    public RequestLedger.Account account(String name) {
        return cluster.backend(new BackendId(name))
                .or(cluster::self)
                .orElseThrow()
                .account();
    }

    /** Waits for something that comes about on another thread. */
    public static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline < 0).as(what).isTrue();
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Waits until so many requests have ended so; a client sees the end of its response before it is counted. */
    public void awaitCount(ProxyCounters.Event event, long count) {
        await(count + " " + event, () -> counters.count(event) == count);
    }

    /** Settles before it stops, since what a stopped pool refuses to run lets go of no buffer. */
    @Override
    public void close() throws Exception {
        await("no request is left in flight", () -> cluster.backends().stream()
                .allMatch(backend -> backend.account().inFlight() == 0
                        && backend.account().slots().taken() == 0
                        && backend.account().slots().waiting() == 0));
        awaitBuffers();
        upstream.close();
        selectors.close();
        server.stop();
        awaitBuffers();
    }

    private void awaitBuffers() {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!buffers.getLeaks().isEmpty()) {
            assertThat(System.nanoTime() - deadline < 0)
                    .as("buffers lost: %s", buffers.dumpLeaks())
                    .isTrue();
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static Heartbeat backend(String name, String url) {
        return new Heartbeat(new BackendId(name), Contact.parse(url), Source.STATIC, Intent.UP, Figures.NONE);
    }

    /** A route of every path by no function at all, with retries and limits as configuration has them. */
    public static Route anyPath() {
        return Route.of("/", new Chain(List.of()));
    }

    /** The same with those limits for a connection, and for each piece of the response. */
    public static Route limited(Route route, Duration connect, Duration firstByte) {
        return new Route(
                route.path(),
                route.chain(),
                route.staticRoot(),
                route.redirect(),
                new Route.Limits(connect, firstByte, route.limits().total()),
                route.retry(),
                route.rewrites());
    }

    /** The same with a chain that chooses this machine. */
    public static Route choosingSelf(Route route) {
        Chain.Step addSelf = new Chain.Step(
                "addSelf", (candidates, facts) -> candidates.self().ifPresent(candidates::add));
        return choosing(route, addSelf);
    }

    /** The same with a chain of that step alone. */
    public static Route choosing(Route route, Chain.Step step) {
        return new Route(
                route.path(),
                new Chain(List.of(step)),
                route.staticRoot(),
                route.redirect(),
                route.limits(),
                route.retry(),
                route.rewrites());
    }

    /** What a test says of its balancer; the rest as it comes. */
    public static final class Builder {
        private final List<Heartbeat> backends = new ArrayList<>();
        private List<Route> routes = List.of(anyPath());
        private List<Network> trusted = List.of();
        private SslContextFactory.Client tls = UpstreamTls.trustingTheSystem();
        private @Nullable Heartbeat self;
        private @Nullable HttpServlet application;
        private @Nullable AjpSettings ajp;
        private int most = BackendLimits.UNBOUNDED;
        private int queue;
        private Duration patience = Duration.ZERO;

        private Builder() {}

        /** Changes its one route. */
        public Builder route(UnaryOperator<Route> change) {
            routes = List.of(change.apply(anyPath()));
            return this;
        }

        /** Gives each backend so many requests at once, and lets so many others wait so long for it. */
        public Builder bounded(int mostAtOnce, int mostWaiting, Duration patienceOfEach) {
            most = mostAtOnce;
            queue = mostWaiting;
            patience = patienceOfEach;
            return this;
        }

        private BackendLimits limits(BackendLimits.NearClient nearClient) {
            return most == BackendLimits.UNBOUNDED
                    ? BackendLimits.NONE
                    : new BackendLimits(unused -> most, queue, patience, nearClient);
        }

        /** Believes the forwarded headers of these peers. */
        public Builder trusting(String network) {
            trusted = List.of(Network.parse(network));
            return this;
        }

        /** Listens for AJP too. */
        public Builder ajp(AjpSettings settings) {
            ajp = settings;
            return this;
        }

        /** Verifies https backends so. */
        public Builder tls(SslContextFactory.Client verification) {
            tls = verification;
            return this;
        }

        /** This machine may be chosen, and is at that URL. */
        public Builder self(String url) {
            self = backend("self", url);
            return this;
        }

        /** This machine may be chosen, and that servlet answers for it. */
        public Builder self(HttpServlet servlet) {
            application = servlet;
            return self("http://127.0.0.1:9");
        }

        /** Starts it. */
        public TestBalancer start() throws Exception {
            return new TestBalancer(this);
        }
    }
}
