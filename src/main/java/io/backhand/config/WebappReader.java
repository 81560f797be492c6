package io.backhand.config;

import io.backhand.candidacy.functions.FunctionCatalogue;
import io.backhand.routing.Route.Limits;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Checks a folder with a {@code WEB-INF/web.xml} that mounts contexts, and reads the TOML file of what they share;
 * what is wrong with the two is told together. Immutable and thread-safe.
 */
public final class WebappReader {
    private final FunctionCatalogue functions;

    /** @param functions those that a chain may name */
    public WebappReader(FunctionCatalogue functions) {
        this.functions = functions;
    }

    /** The {@code web.xml} of a web application's folder. */
    public static Path webXml(Path webapp) {
        return webapp.resolve("WEB-INF").resolve("web.xml");
    }

    /**
     * What the contexts share.
     *
     * @param webapp the web application's folder
     * @param file the TOML file; where empty, that of the context-param {@code backhand.config}, relative to the
     *     folder; without either the defaults
     * @throws ConfigException with all that is wrong with the mounts and the file
     */
    public BalancerConfig read(Path webapp, Optional<Path> file) throws ConfigException {
        Problems problems = new Problems();
        WebXml webXml = WebXml.read(webXml(webapp), problems);
        boolean mountsNone = new MountReader(functions, webapp, Limits.DEFAULT)
                .read(webXml.servlets(), webXml, problems)
                .isEmpty();
        if (mountsNone && problems.isEmpty()) {
            problems.add(
                    new Place(webXml(webapp).toString(), 0), "mounts no servlet of class " + MountReader.SERVLET_CLASS);
        }
        BalancerConfig config = file.or(() -> shared(webapp, webXml, problems))
                .map(present -> new ConfigReader(functions)
                        .read(present, Optional.of(webXml(webapp).toString()), problems))
                .orElseGet(BalancerConfig::defaults);
        problems.check();
        return config;
    }

    private static Optional<Path> shared(Path webapp, WebXml webXml, Problems problems) {
        try {
            return webXml.sharedConfig().map(webapp::resolve);
        } catch (InvalidPathException e) {
            problems.add(webXml.placeOfSharedConfig(), "backhand.config takes a path: " + e.getMessage());
            return Optional.empty();
        }
    }
}
