package io.backhand.proxy;

import io.backhand.routing.Route;
import io.backhand.routing.Routes;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the servlets of one web application serve. A listener puts it into the servlet context, under {@link #KEY},
 * before any servlet is initialised.
 *
 * @param engine what all of them share
 * @param byServlet the mounts of each servlet, by its name; each route's path is within the web application
 * @param selfDispatch the name of the servlet that answers where the chain chooses this machine
 */
public record Mounts(Engine engine, Map<String, List<Mount>> byServlet, Optional<String> selfDispatch) {
    /** The servlet context attribute. */
    public static final String KEY = Mounts.class.getName();

    /** Takes over copies. */
    public Mounts {
        byServlet = Map.copyOf(byServlet);
    }

    /** The mount of a servlet for a decoded, canonical path. It is searched for: not for every request. */
    public Optional<Mount> mountOf(String servlet, String path) {
        List<Mount> own = byServlet.getOrDefault(servlet, List.of());
        Optional<Route> route = new Routes(own.stream().map(Mount::route).toList()).match(path);
        return own.stream()
                .filter(mount -> route.equals(Optional.of(mount.route())))
                .findFirst();
    }
}
