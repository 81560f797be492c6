package io.backhand.config;

import io.backhand.candidacy.functions.FunctionCatalogue;
import io.backhand.routing.Route;
import io.backhand.routing.Route.Limits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the contexts that a web application mounts: each servlet of class {@value #SERVLET_CLASS} is a route for
 * each of its mappings, and its init-params are the keys of a {@code [[route]]}. Immutable and thread-safe.
 */
public final class MountReader {
    /** The class whose servlets are mounts; it never moves, people write it in their {@code web.xml}. */
    public static final String SERVLET_CLASS = "io.backhand.proxy.BackhandServlet";

    private final RouteTable table;

    /**
     * Reads the mounts of one web application.
     *
     * @param functions those that a chain may name
     * @param webapp the web application's folder, which a relative static root is relative to
     * @param unset what holds where a servlet does not say how long it may take
     */
    public MountReader(FunctionCatalogue functions, Path webapp, Limits unset) {
        table = new RouteTable(functions, new FileKinds(webapp), unset);
    }

    /**
     * The routes of each mounting servlet, by its name.
     *
     * @param servlets of the container, or of {@code webXml}; those of other classes are passed over
     * @param webXml tells the lines
     * @throws ConfigException with all that is wrong with them
     */
    public Map<String, List<Route>> read(List<ServletDeclaration> servlets, WebXml webXml) throws ConfigException {
        Problems problems = new Problems();
        Map<String, List<Route>> routes = read(servlets, webXml, problems);
        problems.check();
        return routes;
    }

    Map<String, List<Route>> read(List<ServletDeclaration> servlets, WebXml webXml, Problems problems) {
        Once<String> seen = new Once<>(problems);
        Map<String, List<Route>> routes = new LinkedHashMap<>();
        for (ServletDeclaration servlet : servlets) {
            if (servlet.className().equals(SERVLET_CLASS)) {
                List<String> paths = paths(servlet, webXml, seen, problems);
                routes.put(servlet.name(), table.readParams(section(servlet, webXml, problems), paths));
            }
        }
        return routes;
    }

    private static List<String> paths(ServletDeclaration servlet, WebXml webXml, Once<String> seen, Problems problems) {
        if (servlet.mappings().isEmpty()) {
            problems.add(
                    webXml.placeOf(servlet.name()),
                    "servlet %s has no servlet-mapping, such as /app/*".formatted(servlet.name()));
        }
        List<String> paths = new ArrayList<>();
        for (String pattern : servlet.mappings()) {
            Place place = webXml.placeOfMapping(servlet.name(), pattern);
            try {
                String path = RoutePath.ofMapping(pattern);
                seen.see(path, place, "two mounts for " + path);
                paths.add(path);
            } catch (IllegalArgumentException e) {
                problems.add(place, String.valueOf(e.getMessage()));
            }
        }
        return paths;
    }

    private static Section section(ServletDeclaration servlet, WebXml webXml, Problems problems) {
        Map<String, Setting> settings = new LinkedHashMap<>();
        servlet.initParams().forEach((name, value) -> settings.put(name, webXml.param(servlet.name(), name, value)));
        String title = "servlet " + servlet.name();
        return new Section(title, webXml.placeOf(servlet.name()), settings, problems);
    }
}
