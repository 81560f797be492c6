package io.backhand.server;

import io.backhand.config.ConfigException;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the balancer into a web application, in any Jetty 12.1 with ee11: a stock one, or our own.
 *
 * <p>It mounts the {@code BackhandServlet}s of {@code web.xml}; where there is none, a servlet for the routes of the
 * configuration. The configuration is the file that the context-param {@code backhand.config} names, absolute or
 * relative to the web application's folder, else the system property of that name, else the defaults. Whatever is
 * wrong is logged, all of it, and keeps the web application from being deployed.
 *
 * <p>One instance serves one context. No type of Jetty's may stand in a signature here, so that the class can be
 * loaded, and say what is missing, where Jetty's are hidden.
 */
public final class BackhandListener implements ServletContextListener {
    private static final Logger LOG = LoggerFactory.getLogger(BackhandListener.class);

    private Optional<AutoCloseable> balancer = Optional.empty();

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        try {
            checkContainer(context);
            balancer = WebappBalancer.start(context);
        } catch (ConfigException | StartException e) {
            if (!WebappConfig.isGiven(context)) {
                // Our own server hands it up instead, for the command line to say.
                String.valueOf(e.getMessage()).lines().forEach(LOG::error);
            }
            throw new IllegalStateException(e.getMessage(), e);
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "Jetty hides its classes from this web application (" + e.getMessage()
                            + "): it needs the WEB-INF/jetty-ee11-web.xml of backhand.war",
                    e);
        }
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        try {
            if (balancer.isPresent()) {
                balancer.get().close();
            }
        } catch (Exception e) {
            LOG.warn("the balancer did not stop in good order", e);
        }
    }

    private static void checkContainer(ServletContext context) throws StartException {
        String container = String.valueOf(context.getServerInfo());
        if (!container.startsWith("jetty/12.1.")) {
            throw new StartException("Backhand runs in Jetty 12.1 with ee11, and this is " + container
                    + "; java -jar backhand.war brings its own");
        }
    }
}
