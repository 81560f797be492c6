package io.backhand.server;

import io.backhand.candidacy.functions.FunctionCatalogue;
import io.backhand.config.BalancerConfig;
import io.backhand.config.ConfigException;
import io.backhand.config.ConfigReader;
import io.backhand.config.MountReader;
import io.backhand.config.ServletDeclaration;
import io.backhand.config.WebXml;
import io.backhand.config.WebappReader;
import io.backhand.routing.Route;
import jakarta.servlet.ServletContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a balancer in a web application is to do.
 *
 * @param shared all but the routes
 * @param routes those of each servlet of {@code web.xml} that balances, by the servlet's name; none where it mounts none
 * @param own those of the configuration, where {@code web.xml} mounts none; every path by the default chain where
 *     neither says anything
 * @param embedded whether our own server gave it, whose listeners are those of the configuration
 */
record WebappConfig(BalancerConfig shared, Map<String, List<Route>> routes, List<Route> own, boolean embedded) {
    /** The context attribute by which our own server says what is to be done. */
    static final String ATTRIBUTE = BalancerConfig.class.getName();

    /** The context-param and the system property that name the configuration's file. */
    private static final String FILE = "backhand.config";

    /**
     * Reads it.
     *
     * @throws ConfigException with all that is wrong with it
     * @throws StartException if a candidacy function of the web application can't be loaded
     */
    static WebappConfig of(ServletContext context) throws ConfigException, StartException {
        Path folder = Path.of(Optional.ofNullable(context.getRealPath("/")).orElse(""));
        FunctionCatalogue functions = functions(context);
        List<ServletDeclaration> servlets = mountingServlets(context);
        boolean mountsAny = !servlets.isEmpty();

        Optional<BalancerConfig> given = Optional.ofNullable((BalancerConfig) context.getAttribute(ATTRIBUTE));
        BalancerConfig shared =
                given.isPresent() ? given.get() : read(file(context, folder), folder, mountsAny, functions);
        Map<String, List<Route>> routes =
                new MountReader(functions, folder, shared.upstream().limits()).read(servlets, webXml(folder));
        return new WebappConfig(shared, routes, mountsAny ? List.of() : own(shared, functions), given.isPresent());
    }

    /** Whether our own server gave it to that context. */
    static boolean isGiven(ServletContext context) {
        return context.getAttribute(ATTRIBUTE) != null;
    }

    private static FunctionCatalogue functions(ServletContext context) throws StartException {
        try {
            return FunctionCatalogue.load(context.getClassLoader());
        } catch (IllegalArgumentException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }

    private static List<ServletDeclaration> mountingServlets(ServletContext context) {
        return context.getServletRegistrations().values().stream()
                .filter(servlet -> MountReader.SERVLET_CLASS.equals(servlet.getClassName()))
                .map(servlet -> new ServletDeclaration(
                        servlet.getName(),
                        MountReader.SERVLET_CLASS,
                        servlet.getInitParameters(),
                        servlet.getMappings()))
                .toList();
    }

    private static Optional<Path> file(ServletContext context, Path folder) {
        return Optional.ofNullable(context.getInitParameter(FILE))
                .map(folder::resolve)
                .or(() -> Optional.ofNullable(System.getProperty(FILE)).map(Path::of));
    }

    private static BalancerConfig read(Optional<Path> file, Path folder, boolean mountsAny, FunctionCatalogue functions)
            throws ConfigException {
        if (mountsAny && Files.exists(WebappReader.webXml(folder))) {
            return new WebappReader(functions).read(folder, file);
        }
        return file.isPresent() ? new ConfigReader(functions).read(file.get()) : BalancerConfig.defaults();
    }

    private static WebXml webXml(Path folder) throws ConfigException {
        Path file = WebappReader.webXml(folder);
        return Files.exists(file) ? WebXml.read(file) : WebXml.unknown("web.xml");
    }

    private static List<Route> own(BalancerConfig config, FunctionCatalogue functions) {
        return config.routes().isEmpty()
                ? List.of(Route.of(
                        "/", functions.defaultChain(), config.upstream().limits()))
                : config.routes();
    }
}
