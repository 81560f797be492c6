package io.backhand.server.front;

import io.backhand.proxy.Engine;
import io.backhand.proxy.Mounts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.URIUtil;

/** What the handler in front of a web application knows of it, from its start to its stop. Thread-safe. */
final class Front {
    private final ServletContextHandler context;
    private final Engine engine;
    private final ShortMounts mounts;
    private final OtherReading otherReading;
    private final Sessions sessions;
    private final WebappChanges changes;

    private Front(ServletContextHandler context, Mounts mounts, List<Guard> guards, boolean open) {
        this.context = context;
        this.engine = mounts.engine();
        this.mounts = open ? ShortMounts.of(context.getServletHandler(), mounts, guards) : ShortMounts.NONE;
        this.otherReading = new OtherReading(context.getServletHandler(), mounts, guards);
        this.sessions = new Sessions(context);
        this.changes = WebappChanges.watch(context);
    }

    /**
     * Looks at a web application that has started.
     *
     * @param open whether any request may go the short way
     */
    static Front of(ServletContextHandler context, Mounts mounts, boolean open) {
        return new Front(context, mounts, Guards.of(context, mounts), open);
    }

    Engine engine() {
        return engine;
    }

    /** Which way each mount goes, by its path, in words. */
    Map<String, String> ways() {
        return mounts.ways();
    }

    /** Whether the request's path must not go anywhere. */
    boolean refuses(Request request) {
        HttpURI uri = request.getHttpURI();
        return uri.hasViolations() && otherReading.matters(uri);
    }

    /** The mount that the servlet context would give the request, with nothing in its way; empty where that may differ. */
    Optional<ShortMount> mountOf(Request request) {
        String canonical = request.getHttpURI().getCanonicalPath();
        // OPTIONS * is no path, and there may be none at all.
        if (canonical == null || !canonical.startsWith("/") || changes.any() || !context.isAvailable()) {
            return Optional.empty();
        }
        String path = URIUtil.decodePath(canonical);
        Optional<ShortMount> mount = mounts.find(path);
        if (mount.isEmpty() || context.isProtectedTarget(canonical) || sessions.mayHave(request)) {
            return Optional.empty();
        }
        // Constraints are held against the path as it is before it is decoded.
        boolean same = path.equals(canonical);
        return same || mount.get().isFor(canonical) ? mount : Optional.empty();
    }

    void close() {
        changes.stop();
    }
}
