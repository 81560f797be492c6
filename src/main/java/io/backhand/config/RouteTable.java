package io.backhand.config;

import io.backhand.candidacy.Chain;
import io.backhand.candidacy.CookieFunction;
import io.backhand.candidacy.functions.FunctionCatalogue;
import io.backhand.cluster.Sizes;
import io.backhand.routing.Rewrites;
import io.backhand.routing.Route;
import io.backhand.routing.Route.BodyLimits;
import io.backhand.routing.Route.Limits;
import io.backhand.routing.Route.Redirect;
import io.backhand.routing.Route.Retry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what becomes of the requests under a path: a {@code [[route]]}, or the init-params of a servlet. */
final class RouteTable {
    /** The keys of a {@code [[route]]}; those of a servlet are the same but for the path, which is its mapping. */
    static final Set<String> KEYS = keys();

    private static final Kind<String> PATH = new Kind<>("/app", RoutePath::parse);
    private static final Kind<Redirect> REDIRECT = new Kind<>("name", RouteTable::redirect);
    private static final Kind<Integer> REPLAY = new Kind<>("64KiB", RouteTable::replay);
    private static final Kind<Long> MAX_BODY = new Kind<>("100MiB", text -> size("max-body", text));
    private static final Kind<Long> MIN_UPLOAD_RATE = new Kind<>("500B", RouteTable::minUploadRate);
    private static final Kind<Integer> STATUS = new Kind<>("503", RouteTable::status);
    private static final Pattern ERROR_STATUS = Pattern.compile("[45]\\d\\d");

    /** More would let a few hundred uploads at a time fill the memory. */
    private static final int MAX_REPLAY_BYTES = 1024 * 1024;

    private final FunctionCatalogue functions;
    private final FileKinds files;
    private final Limits unset;

    /**
     * A reader of routes.
     *
     * @param functions those that a chain may name
     * @param files where a relative static root begins
     * @param unset what holds where a route does not say how long it may take
     */
    RouteTable(FunctionCatalogue functions, FileKinds files, Limits unset) {
        this.functions = functions;
        this.files = files;
        this.unset = unset;
    }

    /** A {@code [[route]]}; empty where its path is missing or wrong. */
    Optional<Route> read(Section section) {
        section.allow(KEYS);
        Optional<String> path = section.required("path", PATH);
        List<Route> route = settings(section, path.stream().toList());
        return route.stream().findFirst();
    }

    /** The init-params of a servlet that is mapped to these paths. */
    List<Route> readParams(Section section, List<String> paths) {
        if (section.has("path")) {
            section.problem("path", "path is no init-param: it is the url-pattern of the servlet-mapping");
        }
        section.allow(KEYS);
        return settings(section, paths);
    }

    /** The same for each of the paths. What is wrong becomes a problem once, however many paths there are. */
    private List<Route> settings(Section section, List<String> paths) {
        Chain chain = chain(section);
        Optional<Path> staticRoot = section.one("static", files.directory("static", "/srv/www"));
        Redirect redirect = section.one("redirect", REDIRECT).orElse(Redirect.NONE);
        Limits limits = limits(section);
        Retry retry = retry(section);
        Rewrites rewrites = RewriteKeys.read(section);
        return paths.stream()
                .map(path -> new Route(path, chain, staticRoot, redirect, limits, retry, rewrites))
                .toList();
    }

    private Limits limits(Section section) {
        Limits times = TimeLimits.read(section, unset);
        return new Limits(times.connect(), times.firstByte(), times.total(), bodyLimits(section));
    }

    private static BodyLimits bodyLimits(Section section) {
        BodyLimits unset = BodyLimits.DEFAULT;
        return new BodyLimits(
                section.one("max-body", MAX_BODY).orElse(unset.bytes()),
                section.one("upload-timeout", Kinds.limit("upload-timeout", "30s", Duration.ZERO))
                        .orElse(unset.patience()),
                section.one("min-upload-rate", MIN_UPLOAD_RATE).orElse(unset.bytesPerSecond()));
    }

    private static Retry retry(Section section) {
        Retry unset = Retry.DEFAULT;
        return new Retry(
                section.many("retry-on", STATUS).map(Set::copyOf).orElse(unset.on()),
                section.one("replay", REPLAY).orElse(unset.replayBytes()),
                section.flag("repeatable"));
    }

    private static Set<String> keys() {
        Set<String> keys = new LinkedHashSet<>(List.of(
                "path",
                "chain",
                "static",
                "redirect",
                "retry-on",
                "replay",
                "repeatable",
                "max-body",
                "upload-timeout",
                "min-upload-rate"));
        keys.addAll(TimeLimits.KEYS);
        keys.addAll(RewriteKeys.KEYS);
        return keys;
    }

    private Chain chain(Section section) {
        Optional<List<Chain.Step>> steps = section.many("chain", new Kind<>("byAge 5s", functions::parse));
        if (steps.isPresent() && section.isEmptyList("chain")) {
            section.problem("chain", "chain needs one function at least, such as [\"byRandom\"]");
        }
        if (steps.stream()
                        .flatMap(List::stream)
                        .filter(RouteTable::goesByCookie)
                        .count()
                > 1) {
            section.problem("chain", "chain has byCookie twice, and a route sets one cookie");
        }
        return steps.map(Chain::new).orElseGet(functions::defaultChain);
    }

    private static boolean goesByCookie(Chain.Step step) {
        return step.function() instanceof CookieFunction;
    }

    private static Redirect redirect(String text) {
        return switch (text) {
            case "name" -> Redirect.NAME;
            case "address" -> Redirect.ADDRESS;
            default ->
                throw new IllegalArgumentException("redirect is \"name\" or \"address\", not " + Shown.quoted(text));
        };
    }

    private static int replay(String text) {
        long bytes = Sizes.parseBytes(text);
        if (bytes > MAX_REPLAY_BYTES) {
            throw new IllegalArgumentException("replay is from 0 to 1MiB, not " + Shown.quoted(text));
        }
        return (int) bytes;
    }

    private static long minUploadRate(String text) {
        long bytes = size("min-upload-rate", text);
        if (bytes < 1) {
            throw new IllegalArgumentException("min-upload-rate is 1B at least, not " + Shown.quoted(text)
                    + "; upload-timeout = \"0s\" is no limit");
        }
        return bytes;
    }

    private static long size(String key, String text) {
        try {
            return Sizes.parseBytes(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
        }
    }

    private static int status(String text) {
        if (!ERROR_STATUS.matcher(text).matches()) {
            throw new IllegalArgumentException("retry-on takes statuses from 400 to 599, not " + Shown.quoted(text));
        }
        return Integer.parseInt(text);
    }
}
