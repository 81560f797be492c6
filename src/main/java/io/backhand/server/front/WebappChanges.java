package io.backhand.server.front;

import java.util.List;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.security.ConstraintMapping;
import org.eclipse.jetty.ee11.servlet.security.ConstraintSecurityHandler;
import org.eclipse.jetty.util.component.Container;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when a web application that has started gets other filters, listeners, servlets or constraints: the servlet
 * specification does not allow it, but Jetty does. Thread-safe.
 */
final class WebappChanges implements Container.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(WebappChanges.class);

    private final ServletContextHandler context;
    private final List<ConstraintMapping> constraints;
    private final int constraintsAtStart;
    private volatile boolean watching;
    private volatile boolean seen;

    private WebappChanges(ServletContextHandler context) {
        this.context = context;
        this.constraints = context.getSecurityHandler() instanceof ConstraintSecurityHandler security
                ? security.getConstraintMappings()
                : List.of();
        this.constraintsAtStart = constraints.size();
    }

    /** Watches from now on. */
    static WebappChanges watch(ServletContextHandler context) {
        WebappChanges changes = new WebappChanges(context);
        context.addEventListener(changes);
        context.getServletHandler().addEventListener(changes);
        // Who comes new is told of all that was there before.
        changes.watching = true;
        return changes;
    }

    /** Whether anything has changed. Once it has, that stays so. */
    boolean any() {
        return seen || constraints.size() != constraintsAtStart;
    }

    void stop() {
        watching = false;
        context.removeEventListener(this);
        context.getServletHandler().removeEventListener(this);
    }

    @Override
    public void beanAdded(Container parent, Object child) {
        note(child);
    }

    @Override
    public void beanRemoved(Container parent, Object child) {
        note(child);
    }

    private void note(Object child) {
        if (watching && !seen) {
            seen = true;
            LOG.info("every request now goes through the servlet context, which was changed: {}", child);
        }
    }
}
