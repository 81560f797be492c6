package io.backhand.server.front;

import io.backhand.proxy.Mount;
import io.backhand.proxy.Mounts;
import io.backhand.routing.PrefixTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.jetty.ee11.servlet.ServletHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.ee11.servlet.ServletMapping;

/**
 * Which mount of a web application serves a path, as its servlet-mappings say, where nothing stands before it.
 * Immutable and thread-safe.
 */
final class ShortMounts {
    /** None at all. */
    static final ShortMounts NONE = new ShortMounts(Map.of(), Map.of());

    private final PrefixTable<ShortMount> mounts;
    private final Map<String, String> ways;

    private ShortMounts(Map<String, ShortMount> mounts, Map<String, String> ways) {
        this.mounts = new PrefixTable<>(mounts);
        this.ways = ways;
    }

    /** Those of a web application that has started, whose guards these are. */
    static ShortMounts of(ServletHandler servlets, Mounts mounts, List<Guard> guards) {
        return new Reading(servlets, mounts, guards).read();
    }

    /** The mount for a decoded, canonical path; empty where the servlet context must decide. */
    Optional<ShortMount> find(String path) {
        Optional<ShortMount> found = mounts.find(path);
        return found.isPresent() && found.get().isFor(path) ? found : Optional.empty();
    }

    /** Which way each mount goes, by its path, in words. */
    Map<String, String> ways() {
        return ways;
    }

    /** Goes through the servlet-mappings twice: a mount must know of all that are not mounts. */
    private static final class Reading {
        private final ServletHandler servlets;
        private final Mounts mounts;
        private final List<Guard> guards;
        private final List<PathPattern> others = new ArrayList<>();
        private final Map<String, ShortMount> found = new LinkedHashMap<>();
        private final Map<String, String> ways = new LinkedHashMap<>();

        Reading(ServletHandler servlets, Mounts mounts, List<Guard> guards) {
            this.servlets = servlets;
            this.mounts = mounts;
            this.guards = guards;
        }

        ShortMounts read() {
            for (ServletMapping mapping : servlets.getServletMappings()) {
                for (String text : mapping.getPathSpecs()) {
                    PathPattern pattern = PathPattern.of(text);
                    if (mountOf(mapping.getServletName(), pattern).isEmpty()) {
                        others.add(pattern);
                    }
                }
            }
            for (ServletMapping mapping : servlets.getServletMappings()) {
                for (String text : mapping.getPathSpecs()) {
                    PathPattern pattern = PathPattern.of(text);
                    mountOf(mapping.getServletName(), pattern)
                            .ifPresent(mount -> add(mapping.getServletName(), pattern, mount));
                }
            }
            return new ShortMounts(found, Map.copyOf(ways));
        }

        private Optional<Mount> mountOf(String servlet, PathPattern pattern) {
            String path = pattern.part().isEmpty() ? "/" : pattern.part();
            return mounts.byServlet().getOrDefault(servlet, List.of()).stream()
                    .filter(mount -> mount.route().path().equals(path))
                    .findFirst();
        }

        private void add(String servlet, PathPattern mapping, Mount mount) {
            String prefix = mapping.part();
            List<Guard> before = new ArrayList<>(guards.stream()
                    .filter(guard -> guard.isBefore(servlet) && guard.paths().meets(prefix))
                    .toList());
            ServletHolder holder = servlets.getServlet(servlet);
            if (!holder.isEnabled() || holder.getRunAsRole() != null) {
                before.add(Guard.of(PathPattern.ANY, holder.isEnabled() ? "run-as" : "being disabled"));
            }
            List<PathPattern> notHere = new ArrayList<>();
            others.stream().filter(other -> goesBefore(other, mapping)).forEach(notHere::add);
            before.forEach(guard -> notHere.add(guard.paths()));
            found.put(mount.route().path(), new ShortMount(mount, List.copyOf(notHere)));
            ways.put(mount.route().path(), wordsOf(before, prefix));
        }

        /** The order of the servlet specification: exact, longest prefix, extension, default. */
        private static boolean goesBefore(PathPattern other, PathPattern mapping) {
            boolean isDefault = mapping.kind() == PathPattern.Kind.ANY;
            return switch (other.kind()) {
                case EXACT -> other.meets(mapping.part());
                case PREFIX ->
                    isDefault || (other.part().length() > mapping.part().length() && other.meets(mapping.part()));
                case EXTENSION -> isDefault;
                case ANY -> false;
            };
        }

        private static String wordsOf(List<Guard> guards, String prefix) {
            List<Guard> beforeAll = guards.stream()
                    .filter(guard -> guard.paths().matchesAllOf(prefix))
                    .toList();
            if (!beforeAll.isEmpty()) {
                return "through the servlet context: " + listOf(beforeAll);
            }
            return guards.isEmpty() ? "straight to the engine" : "straight to the engine, past no " + listOf(guards);
        }

        private static String listOf(List<Guard> guards) {
            return guards.stream().map(Guard::wordsWithPaths).distinct().collect(Collectors.joining(", "));
        }
    }
}
