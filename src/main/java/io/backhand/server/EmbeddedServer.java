package io.backhand.server;

import io.backhand.ajp.AjpConnectionFactory;
import io.backhand.config.BalancerConfig;
import io.backhand.config.BalancerConfig.Listener;
import io.backhand.proxy.upstream.http1.Http1Upstream;
import io.backhand.selectors.SelectorThreadPool;
import io.backhand.selectors.Tricks;
import io.backhand.server.front.FrontHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.webapp.WebAppContext;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ClassMatcher;
import org.eclipse.jetty.util.ProcessorUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The balancer on a Jetty of its own. It runs the same listener and servlets as the WAR in a stock Jetty; what
 * is its own is the listeners, and the stop.
 *
 * <p>Thread-safe.
 */
public final class EmbeddedServer {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServer.class);

    /** How long requests under way may take to finish when the server stops; what Docker leaves is 10 s. */
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(5);

    /** How long clients that speak HTTP/2 may take to leave when they have all they asked for; some never do. */
    private static final Duration LEAVE_LIMIT = Duration.ofMillis(500);

    /** Threads for what may block; a few are enough where no servlet or filter does. */
    private static final int MAX_THREADS = 200;

    private final Server server;
    private final DrainingHandler draining;
    private final List<ServerConnector> connectors;
    private final List<String> urls;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private boolean stopping;

    private EmbeddedServer(Server server, DrainingHandler draining, List<ServerConnector> connectors) {
        this.server = server;
        this.draining = draining;
        this.connectors = connectors;
        this.urls = connectors.stream().map(EmbeddedServer::urlOf).toList();
    }

    /**
     * Starts a balancer.
     *
     * @param config what it is to do
     * @param webapp a folder whose {@code WEB-INF/web.xml} mounts the contexts; the configuration's routes otherwise
     * @throws StartException what stands in the way; nothing runs then
     */
    public static EmbeddedServer start(BalancerConfig config, Optional<Path> webapp) throws StartException {
        return start(config, webapp, Tricks.fromProperties());
    }

    static EmbeddedServer start(BalancerConfig config, Optional<Path> webapp, Tricks tricks) throws StartException {
        int selectors = config.listeners().size() * ProcessorUtils.availableProcessors();
        SelectorThreadPool threads = new SelectorThreadPool(MAX_THREADS + selectors, tricks);
        threads.setName("backhand");
        Server server = new Server(threads, null, new ArrayByteBufferPool(0, -1, Http1Upstream.BULK_BYTES));
        server.setErrorHandler(new PlainErrors.OfServer());
        List<ServerConnector> connectors = new ArrayList<>();
        try {
            for (Listener listener : config.listeners()) {
                connectors.add(Connectors.open(server, listener, tricks));
            }
            config.accessLog().ifPresent(file -> RequestLogging.install(file, server, connectors));
            ServletContextHandler context =
                    webapp.isPresent() ? contextOf(webapp.get()) : new ServletContextHandler("/");
            context.setErrorHandler(new PlainErrors.OfContext());
            context.setAttribute(WebappConfig.ATTRIBUTE, config);
            context.addEventListener(new BackhandListener());
            Handler front = new FrontHandler(context, tricks.endPoints() ? new OffloadHandler(context) : context);
            DrainingHandler draining = new DrainingHandler(front);
            server.setHandler(draining);
            startUp(server);
            EmbeddedServer started = new EmbeddedServer(server, draining, connectors);
            LOG.info("ready: listens on {}", String.join(", ", started.urls));
            return started;
        } catch (StartException | RuntimeException e) {
            connectors.forEach(ServerConnector::close);
            throw e;
        }
    }

    /** Where it listens, as {@code http://0.0.0.0:8080}; a port of 0 is the one that was found. */
    public List<String> urls() {
        return urls;
    }

    /** From now on a signal to end the process stops the server first. */
    public void stopOnSignal() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "backhand-stop"));
    }

    /** Waits until it has stopped. */
    public void awaitStop() throws InterruptedException {
        stopped.await();
    }

    /** Stops listening, asks clients to leave, lets the requests under way finish within {@link #DRAIN_LIMIT}, and stops. */
    public void stop() {
        synchronized (this) {
            if (stopping) {
                return;
            }
            stopping = true;
        }
        try {
            Farewell farewell = Farewell.to(connectors);
            long cut = draining.drain(DRAIN_LIMIT);
            if (cut == 0) {
                farewell.await(LEAVE_LIMIT);
                // What has crossed with the farewell meanwhile.
                cut = draining.drain(LEAVE_LIMIT);
            }
            if (cut > 0) {
                LOG.warn("requests cut off, not done in time: {}", cut);
            }
            server.stop();
            LOG.info("stopped");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.warn("did not stop in good order", e);
        } finally {
            stopped.countDown();
        }
    }

    private static WebAppContext contextOf(Path webapp) throws StartException {
        Path descriptor = webapp.resolve("WEB-INF/web.xml");
        if (!Files.isReadable(descriptor)) {
            throw new StartException(descriptor + " can't be read; --webapp takes a folder with a WEB-INF/web.xml");
        }
        WebAppContext context = new WebAppContext(webapp.toUri().toString(), "/");
        // One class loader has it all here: nothing of the server is hidden, and what a web application also
        // carries comes from ours. A matcher without a pattern would match everything.
        context.setParentLoaderPriority(true);
        context.setHiddenClassMatcher(new ClassMatcher("nothing."));
        context.setThrowUnavailableOnStartupException(true);
        return context;
    }

    private static void startUp(Server server) throws StartException {
        try {
            server.start();
        } catch (Exception e) {
            try {
                server.stop();
            } catch (Exception alsoFailed) {
                e.addSuppressed(alsoFailed);
            }
            throw startExceptionOf(e);
        }
    }

    private static StartException startExceptionOf(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StartException known) {
                return known;
            }
        }
        return new StartException("can't start: " + failure, failure);
    }

    private static String urlOf(ServerConnector connector) {
        String scheme = connector.getConnectionFactory(AjpConnectionFactory.class) != null
                ? "ajp"
                : connector.getConnectionFactory(SslConnectionFactory.class) == null ? "http" : "https";
        String host = connector.getHost();
        return scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + connector.getLocalPort();
    }
}
