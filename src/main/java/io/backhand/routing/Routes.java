package io.backhand.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The routes of a balancer; the longest path that matches wins. Immutable and thread-safe. */
public final class Routes {
    private final List<Route> longestFirst;
    private final PrefixTable<Route> byPath;

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
        byPath = new PrefixTable<>(sorted.stream().collect(Collectors.toMap(Route::path, route -> route)));
    }

    /** The route of a decoded, canonical path. */
    public Optional<Route> match(String path) {
        return byPath.find(path);
    }

    /** All of them, longest path first. */
    public List<Route> all() {
        return longestFirst;
    }
}
