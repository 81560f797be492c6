package io.backhand.server.front;

import io.backhand.proxy.Bystanders;
import io.backhand.proxy.Mounts;
import jakarta.servlet.DispatcherType;
import java.util.ArrayList;
import java.util.EventListener;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.ee11.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee11.servlet.FilterMapping;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHandler;
import org.eclipse.jetty.ee11.servlet.SessionHandler;
import org.eclipse.jetty.ee11.servlet.security.ConstraintMapping;
import org.eclipse.jetty.ee11.servlet.security.ConstraintSecurityHandler;
import org.eclipse.jetty.security.Authenticator;
import org.eclipse.jetty.server.Handler;

/**
 * Finds what a started web application puts before its servlets. What is not known to leave a request alone counts
 * as a guard.
 */
final class Guards {
    /** Those that ask for nothing where no constraint does; a form's answers come at a path of its own. */
    private static final Set<String> ASK_ONLY_WHERE_CONSTRAINED =
            Set.of(Authenticator.BASIC_AUTH, Authenticator.DIGEST_AUTH, Authenticator.CERT_AUTH);

    /**
     * The error pages that are ever shown for a balanced request are those of a failure of our own: all that the
     * balancer answers is an answer of its servlet's, and no error to the container.
     */
    private static final String OWN_FAILURE = "500";

    private final ServletContextHandler context;
    private final List<Guard> found = new ArrayList<>();

    private Guards(ServletContextHandler context) {
        this.context = context;
    }

    /** All of them. */
    static List<Guard> of(ServletContextHandler context, Mounts mounts) {
        Guards guards = new Guards(context);
        guards.addVirtualHosts();
        guards.addHandlers();
        guards.addListeners();
        guards.addErrorPages();
        guards.addFilters();
        mounts.selfDispatch()
                .ifPresent(servlet -> guards.addForAll("[self] dispatch = \"" + servlet + "\", a servlet's answer"));
        return List.copyOf(guards.found);
    }

    private void addForAll(String words) {
        found.add(Guard.of(PathPattern.ANY, words));
    }

    private void addVirtualHosts() {
        if (!context.getVirtualHosts().isEmpty()) {
            addForAll("virtual hosts");
        }
        if (!context.getContextPath().equals("/")) {
            addForAll("the context path " + context.getContextPath());
        }
    }

    private void addHandlers() {
        for (Handler handler = context.getHandler(); handler != null; handler = next(handler)) {
            if (handler instanceof ConstraintSecurityHandler security) {
                addConstraints(security);
            } else if (!(handler instanceof SessionHandler || handler instanceof ServletHandler)) {
                addForAll("the handler " + handler.getClass().getName());
            }
        }
    }

    @SuppressWarnings("NullAway") // Jetty's is null at the end, and says nothing of it.
    private static Handler next(Handler handler) {
        return handler instanceof Handler.Singleton wrapper ? wrapper.getHandler() : null;
    }

    private void addConstraints(ConstraintSecurityHandler security) {
        for (ConstraintMapping mapping : security.getConstraintMappings()) {
            found.add(Guard.of(PathPattern.of(mapping.getPathSpec()), "security constraint"));
        }
        Authenticator authenticator = security.getAuthenticator();
        if (authenticator != null && !(authenticator instanceof Authenticator.NoOp)) {
            String type = String.valueOf(authenticator.getAuthenticationType());
            if (!ASK_ONLY_WHERE_CONSTRAINED.contains(type)) {
                addForAll("login by " + type);
            }
        }
    }

    private void addListeners() {
        for (EventListener listener : context.getEventListeners()) {
            if (Bystanders.hearsRequests(listener)) {
                addForAll("listener " + listener.getClass().getName());
            }
        }
    }

    private void addErrorPages() {
        if (context.getErrorHandler() instanceof ErrorPageErrorHandler pages) {
            for (String cause : pages.getErrorPages().keySet()) {
                boolean isStatus = cause.chars().allMatch(Character::isDigit);
                if (!isStatus || cause.equals(OWN_FAILURE)) {
                    addForAll("error page for " + (isStatus ? cause : cause.substring(cause.lastIndexOf('.') + 1)));
                }
            }
        }
    }

    private void addFilters() {
        for (FilterMapping mapping : context.getServletHandler().getFilterMappings()) {
            if (mapping.appliesTo(DispatcherType.REQUEST)) {
                addFilter(mapping);
            }
        }
    }

    private void addFilter(FilterMapping mapping) {
        String words = "filter " + mapping.getFilterName();
        if (mapping.getPathSpecs() != null) {
            for (String pattern : mapping.getPathSpecs()) {
                found.add(Guard.of(PathPattern.of(pattern), words));
            }
        }
        if (mapping.getServletNames() != null) {
            for (String servlet : mapping.getServletNames()) {
                found.add(new Guard(PathPattern.ANY, servlet.equals("*") ? "" : servlet, words));
            }
        }
    }
}
