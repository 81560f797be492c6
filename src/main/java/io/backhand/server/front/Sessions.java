package io.backhand.server.front;

import io.backhand.proxy.Bystanders;
import java.util.Optional;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.SessionHandler;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.session.DefaultSessionCache;

/**
 * The sessions of a web application's own servlets: a request of one of them keeps it alive, whichever servlet it is
 * for, and so goes through the context. Thread-safe.
 */
final class Sessions {
    private final Optional<SessionHandler> handler;

    Sessions(ServletContextHandler context) {
        handler = Optional.ofNullable(context.getSessionHandler());
    }

    /** Whether a request may belong to a session. */
    boolean mayHave(Request request) {
        if (handler.isEmpty() || !mayExist(handler.get())) {
            return false;
        }
        String parameterPrefix = handler.get().getSessionIdPathParameterNamePrefix();
        return hasCookie(request, handler.get().getSessionCookie())
                || (parameterPrefix != null && request.getHttpURI().getPath().contains(parameterPrefix));
    }

    /** What is kept in a store may come back at any time. */
    private static boolean mayExist(SessionHandler handler) {
        return !Bystanders.isInMemoryAlone(handler)
                || !(handler.getSessionCache() instanceof DefaultSessionCache cache)
                || cache.getSessionsCurrent() > 0;
    }

    private static boolean hasCookie(Request request, String name) {
        for (HttpField field : request.getHeaders()) {
            if (field.getHeader() == HttpHeader.COOKIE
                    && field.getValue() != null
                    && field.getValue().contains(name)) {
                return true;
            }
        }
        return false;
    }
}
