package io.backhand.routing;

import io.backhand.candidacy.Chain;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * A path prefix and what becomes of the requests under it. Each component is a key of a {@code [[route]]} or an
 * init-param of a servlet; a time of zero means none.
 *
 * @param path {@code path}: begins with a slash and ends with none but for the root; matches whole segments
 * @param chain {@code chain}: the candidacy functions, {@code ["byAge 5s", "byInFlight"]} where not set
 * @param staticRoot {@code static}: files under it are tried first, by what of the path lies below this
 *     route's: for {@code /app}, {@code /app/x.png} is {@code ROOT/x.png}
 * @param redirect {@code redirect}: answers with a redirect instead of proxying
 * @param connectTimeout {@code connect-timeout}: for a connection to a backend to be made, 2s
 * @param firstByteTimeout {@code first-byte-timeout}: from the request sent to the response's first byte, 60s
 * @param timeout {@code timeout}: for all of an exchange, 0s
 * @param retryOn {@code retry-on}: statuses that are not passed on while another backend may be tried, 503
 * @param rewrites {@code rewrite-…}: what becomes of links and cookies that name the backend
 */
public record Route(
        String path,
        Chain chain,
        Optional<Path> staticRoot,
        Redirect redirect,
        Duration connectTimeout,
        Duration firstByteTimeout,
        Duration timeout,
        Set<Integer> retryOn,
        Rewrites rewrites) {

    /** A route of that path and chain, all else as where nothing is set. */
    public static Route of(String path, Chain chain) {
        return new Route(
                path,
                chain,
                Optional.empty(),
                Redirect.NONE,
                Duration.ofSeconds(2),
                Duration.ofSeconds(60),
                Duration.ZERO,
                Set.of(503),
                Rewrites.DEFAULT);
    }

    /** @throws IllegalArgumentException if the path is not of that form */
    public Route {
        boolean endsWithSlash = path.endsWith("/") && path.length() > 1;
        if (!path.startsWith("/") || endsWithSlash) {
            throw new IllegalArgumentException(
                    "a route's path begins with / and ends with none, such as /app, not \"" + path + "\"");
        }
        retryOn = Set.copyOf(retryOn);
    }

    /** What {@code redirect} may be. */
    public enum Redirect {
        /** The balancer proxies. */
        NONE,
        /** To the backend's address. */
        ADDRESS,
        /** To the backend's name. */
        NAME
    }
}
