package io.backhand.proxy;

import jakarta.servlet.ServletRequestAttributeListener;
import jakarta.servlet.ServletRequestListener;
import java.util.EventListener;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.SessionHandler;
import org.eclipse.jetty.server.handler.ContextHandler.ContextScopeListener;
import org.eclipse.jetty.session.DefaultSessionCache;
import org.eclipse.jetty.session.NullSessionDataStore;
import org.jspecify.annotations.Nullable;

/** Who of a web application takes part in its servlets' requests besides the servlet itself. */
public final class Bystanders {
    private Bystanders() {}

    /** Whether a started web application has anybody who is told of a request's end, and may wait for something then. */
    static boolean mayBlockAtTheEnd(ServletContextHandler context) {
        // A filter may have added a listener to the request.
        return context.getServletHandler().getFilterMappings().length > 0
                || context.getEventListeners().stream().anyMatch(Bystanders::hearsRequests)
                || storesSessions(context.getSessionHandler());
    }

    /** Whether a listener is told of requests. */
    public static boolean hearsRequests(EventListener listener) {
        return listener instanceof ServletRequestListener
                || listener instanceof ServletRequestAttributeListener
                || listener instanceof ContextScopeListener
                || listener instanceof ServletContextHandler.ServletContextScopeListener;
    }

    private static boolean storesSessions(@Nullable SessionHandler handler) {
        return handler != null && !isInMemoryAlone(handler);
    }

    /** Whether sessions are nowhere but in memory: what is kept in a store may come back at any time. */
    public static boolean isInMemoryAlone(SessionHandler handler) {
        return handler.getSessionCache() instanceof DefaultSessionCache cache
                && cache.getSessionDataStore() instanceof NullSessionDataStore;
    }
}
