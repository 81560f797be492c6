package io.backhand.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The routes of a balancer; the longest path that matches wins. Immutable and thread-safe. */
public final class Routes {
    private final List<Route> longestFirst;

    /**
     * Routes in any order.
     *
     * @throws IllegalArgumentException if two have the same path
     */
    public Routes(List<Route> routes) {
        List<Route> sorted = new ArrayList<>(routes);
        sorted.sort(Comparator.comparingInt((Route route) -> route.path().length())
                .reversed()
                .thenComparing(Route::path));
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).path().equals(sorted.get(i - 1).path())) {
                throw new IllegalArgumentException(
                        "two routes for " + sorted.get(i).path());
            }
        }
        longestFirst = List.copyOf(sorted);
    }

    /** The route of a decoded, canonical path. */
    public Optional<Route> match(String path) {
        for (Route route : longestFirst) {
            if (covers(route.path(), path)) {
                return Optional.of(route);
            }
        }
        return Optional.empty();
    }

    /** All of them, longest path first. */
    public List<Route> all() {
        return longestFirst;
    }

    private static boolean covers(String prefix, String path) {
        if (prefix.equals("/")) {
            return path.startsWith("/");
        }
        return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }
}
