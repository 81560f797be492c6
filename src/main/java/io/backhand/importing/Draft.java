package io.backhand.importing;

import io.backhand.cluster.Contact;
import io.backhand.importing.syntax.Directive;
import io.backhand.importing.syntax.Place;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The configuration that is being made. Not thread-safe. */
final class Draft {
    private final Items listen = new Items();
    private final Items accept = new Items();
    private final Items statusAllow = new Items();
    private final Table self = new Table("[self]");
    private final List<Table> backends = new ArrayList<>();
    private final Map<String, RouteDraft> routes = new LinkedHashMap<>();
    private final List<Unmade> unmade = new ArrayList<>();
    private final List<Directive> unplaced = new ArrayList<>();
    private Optional<OwnAddress> ownAddress = Optional.empty();

    /**
     * A line that could not become part of the route of its path.
     *
     * @param path which may have no route of its own in the end
     */
    record Unmade(Directive directive, String path) {}

    /**
     * This machine as others knew it.
     *
     * @param place where that was said
     */
    record OwnAddress(Contact contact, Place place) {}

    /** Sets what this machine's own server is; the first word on it counts. */
    void ownAddress(Contact contact, Place place) {
        ownAddress = ownAddress.or(() -> Optional.of(new OwnAddress(contact, place)));
    }

    /** What this machine's own server is, where that was said. */
    Optional<OwnAddress> ownAddress() {
        return ownAddress;
    }

    /** Where heartbeats are heard. */
    Items listen() {
        return listen;
    }

    /** Whose heartbeats are looked at. */
    Items accept() {
        return accept;
    }

    /** Who may see the status. */
    Items statusAllow() {
        return statusAllow;
    }

    /** This machine. */
    Table self() {
        return self;
    }

    /** Backends that don't announce themselves. */
    List<Table> backends() {
        return backends;
    }

    /** The route of a path; a new one where there is none. Empty where it is another's. */
    Optional<RouteDraft> route(String path, Object owner, Place place) {
        RouteDraft route = routes.computeIfAbsent(path, unused -> new RouteDraft(path, owner, place));
        return route.belongsTo(owner) ? Optional.of(route) : Optional.empty();
    }

    /** The routes by their paths. */
    Map<String, RouteDraft> routes() {
        return Collections.unmodifiableMap(routes);
    }

    /** Whether a path has a route. */
    boolean hasRoute(String path) {
        return routes.containsKey(path);
    }

    /** Why a path can have no other route than the one it has. */
    String conflict(String path) {
        RouteDraft route = routes.get(path);
        return "the route " + path + " is made of " + (route == null ? "" : route.place())
                + " already, and there is one for a path, whatever its host";
    }

    /** Whether there is a route at all; without one, all paths are balanced. */
    boolean hasRoutes() {
        return !routes.isEmpty();
    }

    /** The route of a path and of what is below, but for those that balance nothing. */
    Map<String, RouteDraft> balanced() {
        Map<String, RouteDraft> balanced = new LinkedHashMap<>(routes);
        balanced.values().removeIf(RouteDraft::isOff);
        return balanced;
    }

    /** The path of the route by which requests for a path are balanced; empty where they are not. */
    Optional<String> balancing(String path) {
        return Paths.covering(path, routes.keySet()).filter(longest -> !isOff(longest));
    }

    private boolean isOff(String path) {
        RouteDraft route = routes.get(path);
        return route != null && route.isOff();
    }

    /** Whether all paths are balanced since there is no route at all, and servers announce themselves. */
    boolean balancesAll() {
        return routes.isEmpty() && !listen.isEmpty();
    }

    /** Lines that could not become part of a route. */
    List<Unmade> unmade() {
        return unmade;
    }

    /** Lines whose path is not known, or that no route's path can say. */
    List<Directive> unplaced() {
        return unplaced;
    }

    /** All tables that say something, in the order in which they are printed. */
    List<Table> tables() {
        Table heartbeats = new Table("[heartbeats]");
        listen.into(heartbeats, "listen");
        accept.into(heartbeats, "accept");
        Table status = new Table("[status]");
        statusAllow.into(status, "allow");
        List<Table> tables = new ArrayList<>(List.of(heartbeats, status, self));
        tables.addAll(backends);
        routes.values().forEach(route -> tables.add(route.finished()));
        tables.removeIf(Table::isEmpty);
        return tables;
    }
}
