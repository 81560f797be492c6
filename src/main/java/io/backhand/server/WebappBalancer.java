package io.backhand.server;

import io.backhand.candidacy.Chain;
import io.backhand.config.BalancerConfig.Self;
import io.backhand.config.ConfigException;
import io.backhand.config.MountReader;
import io.backhand.proxy.BackhandServlet;
import io.backhand.proxy.Mount;
import io.backhand.proxy.Mounts;
import io.backhand.routing.Route;
import io.backhand.status.StatusModel;
import io.backhand.status.StatusServlet;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.util.URIUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A balancer in a web application: its configuration read, its parts put into the context, its servlets mounted.
 *
 * <p>Confined to the thread that starts and stops the context.
 */
final class WebappBalancer {
    private static final Logger LOG = LoggerFactory.getLogger(WebappBalancer.class);

    /** The servlet that serves the configuration's routes where web.xml mounts none. */
    private static final String OWN_SERVLET = "backhand";

    private static final String STATUS_PATTERN = "/backhand/*";

    private final ServletContext context;
    private final ServletContextHandler handler;
    private final WebappConfig config;

    private WebappBalancer(ServletContext context, WebappConfig config) {
        this.context = context;
        this.handler = ServletContextHandler.getServletContextHandler(context);
        this.config = config;
    }

    /**
     * Starts a balancer in the context, unless one runs there: our own server has a listener, and web.xml may too.
     *
     * @return what stops it; empty where one ran already
     * @throws ConfigException with all that is wrong with the configuration; nothing runs then
     * @throws StartException what else stands in the way; nothing runs then
     */
    static Optional<AutoCloseable> start(ServletContext context) throws ConfigException, StartException {
        if (context.getAttribute(Mounts.KEY) != null) {
            return Optional.empty();
        }
        return Optional.of(new WebappBalancer(context, WebappConfig.of(context)).start());
    }

    private AutoCloseable start() throws StartException {
        BalancerRuntime runtime = BalancerRuntime.start(config.shared(), handler.getServer());
        try {
            mount(runtime);
        } catch (StartException | RuntimeException e) {
            runtime.close();
            throw e;
        }
        if (config.embedded()) {
            return runtime;
        }
        if (config.shared().accessLog().isPresent()) {
            LOG.warn("[access-log] is for the balancer's own server; this one has its module requestlog");
        }
        AutoCloseable trust =
                ListenerTrust.give(handler.getServer(), config.shared().listeners());
        return () -> {
            trust.close();
            runtime.close();
        };
    }

    private void mount(BalancerRuntime runtime) throws StartException {
        Map<String, List<Mount>> mounts = new HashMap<>();
        config.routes().forEach((servlet, routes) -> mounts.put(servlet, mountsOf(routes, runtime)));
        if (!config.own().isEmpty()) {
            mounts.put(OWN_SERVLET, mountsOf(config.own(), runtime));
            mountOwn();
        }
        context.setAttribute(Mounts.KEY, new Mounts(runtime.engine(), mounts, dispatch()));
        letWaitWithoutThread();
        context.setAttribute(StatusModel.ATTRIBUTE, runtime.status());
        mountStatus();
        hideTheRest();
        mounts.values().forEach(all -> all.forEach(mount -> LOG.info("balances {}", wordsOf(mount.route()))));
    }

    private List<Mount> mountsOf(List<Route> routes, BalancerRuntime runtime) {
        ByteBufferPool buffers = handler.getServer().getByteBufferPool();
        return routes.stream()
                .map(route -> runtime.mount(route, inContext(route.path()), buffers))
                .toList();
    }

    /** A route's path with that of the context, decoded, before it. */
    private String inContext(String path) {
        String ofContext = URIUtil.decodePath(handler.getContextPath());
        if (ofContext.equals("/")) {
            return path;
        }
        return path.equals("/") ? ofContext : ofContext + path;
    }

    private void mountOwn() throws StartException {
        handler.setErrorHandler(new PlainErrors.OfContext());
        ServletRegistration.Dynamic own = add(OWN_SERVLET, BackhandServlet.class);
        for (Route route : config.own()) {
            String pattern = route.path().equals("/") ? "/*" : route.path() + "/*";
            if (pattern.equals(STATUS_PATTERN) || !own.addMapping(pattern).isEmpty()) {
                throw new StartException(
                        "no route can have the path " + route.path() + ": another servlet answers there");
            }
        }
    }

    /** web.xml may leave async-supported out, but there is no balancing without. */
    private void letWaitWithoutThread() {
        for (ServletHolder servlet : handler.getServletHandler().getServlets()) {
            if (MountReader.SERVLET_CLASS.equals(servlet.getClassName())) {
                servlet.setAsyncSupported(true);
            }
        }
    }

    private void mountStatus() {
        boolean mounted = context.getServletRegistrations().values().stream()
                .anyMatch(servlet -> StatusServlet.class.getName().equals(servlet.getClassName()));
        if (!mounted
                && !add("backhand-status", StatusServlet.class)
                        .addMapping(STATUS_PATTERN)
                        .isEmpty()) {
            LOG.warn("there is no status page: another servlet answers at {}", STATUS_PATTERN);
        }
    }

    /**
     * What no route covers is not found. Left to the container, it would show the web application's files, our own
     * classes among them; only where web.xml itself gives the root to a servlet, that is asked.
     */
    private void hideTheRest() {
        // A prefix goes before the container's *.jsp; a web.xml of the user's may have such patterns of its own.
        String rest = config.own().isEmpty() ? "/" : "/*";
        Set<String> taken = add("backhand-not-found", NotFoundServlet.class).addMapping(rest);
        LOG.debug("what no route covers is {}", taken.isEmpty() ? "not found" : "the web application's");
    }

    private Optional<String> dispatch() throws StartException {
        Optional<String> servlet = config.shared().self().flatMap(Self::dispatch);
        if (servlet.isPresent() && context.getServletRegistration(servlet.get()) == null) {
            throw new StartException(
                    "[self] dispatch names the servlet " + servlet.get() + ", and this web application has none");
        }
        return servlet;
    }

    private ServletRegistration.Dynamic add(String name, Class<? extends Servlet> servlet) {
        ServletRegistration.Dynamic added = context.addServlet(name, servlet);
        if (added == null) {
            throw new IllegalStateException("the servlet name " + name + " is Backhand's own, and web.xml has it");
        }
        return added;
    }

    private static String wordsOf(Route route) {
        return route.path() + " by "
                + route.chain().steps().stream().map(Chain.Step::text).collect(Collectors.joining(", "));
    }
}
