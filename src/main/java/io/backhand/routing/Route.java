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
 * @param limits how long it may take, and how big it may be
 * @param retry when another backend may be tried
 * @param rewrites {@code rewrite-…}: what becomes of links and cookies that name the backend
 */
public record Route(
        String path,
        Chain chain,
        Optional<Path> staticRoot,
        Redirect redirect,
        Limits limits,
        Retry retry,
        Rewrites rewrites) {

    /** A route of that path and chain, all else as where nothing is set. */
    public static Route of(String path, Chain chain) {
        return of(path, chain, Limits.DEFAULT);
    }

    /** The same with limits. */
    public static Route of(String path, Chain chain, Limits limits) {
        return new Route(path, chain, Optional.empty(), Redirect.NONE, limits, Retry.DEFAULT, Rewrites.DEFAULT);
    }

    /** @throws IllegalArgumentException if the path is not of that form */
    public Route {
        boolean endsWithSlash = path.endsWith("/") && path.length() > 1;
        if (!path.startsWith("/") || endsWithSlash) {
            throw new IllegalArgumentException(
                    "a route's path begins with / and ends with none, such as /app, not \"" + path + "\"");
        }
    }

    /**
     * How long it may take, and how big it may be.
     *
     * @param connect {@code connect-timeout}: for a connection to a backend to be made, 2s
     * @param firstByte {@code first-byte-timeout}: from the request sent to the response's first byte, 60s
     * @param total {@code timeout}: for all of an exchange, 0s
     * @param body how big a request's body may be, and how slowly it may come
     */
    public record Limits(Duration connect, Duration firstByte, Duration total, BodyLimits body) {
        /** Where nothing is set. */
        public static final Limits DEFAULT = new Limits(Duration.ofSeconds(2), Duration.ofSeconds(60), Duration.ZERO);

        /** With the usual limits of bodies. */
        public Limits(Duration connect, Duration firstByte, Duration total) {
            this(connect, firstByte, total, BodyLimits.DEFAULT);
        }
    }

    /**
     * How big a request's body may be, and how slowly it may come.
     *
     * @param bytes {@code max-body}: 0 for no limit, as where it isn't set: a body is passed on as it comes, and who stores
     *     it knows best what is too much
     * @param patience {@code upload-timeout}: for which the client is waited for in all until a response begins, a second
     *     more for each {@code min-upload-rate} bytes; 30s where not set, half as long again as with httpd's mod_reqtimeout
     * @param bytesPerSecond {@code min-upload-rate}: 500 where not set, as there: less than any line that a page can be read over
     */
    public record BodyLimits(long bytes, Duration patience, long bytesPerSecond) {
        /** Where nothing is set. */
        public static final BodyLimits DEFAULT = new BodyLimits(0, Duration.ofSeconds(30), 500);
    }

    /**
     * When another backend may be tried.
     *
     * @param on {@code retry-on}: statuses that are not passed on while another backend may be tried, 503
     * @param replayBytes {@code replay}: of a body kept for another try, 64KiB; a longer one is tried once; 0 keeps
     *     none, 1 MiB is the most
     * @param repeatable {@code repeatable}: whether any method may be sent twice, false; else those that RFC 9110 calls
     *     idempotent, and what carries an {@code Idempotency-Key}
     */
    public record Retry(Set<Integer> on, int replayBytes, boolean repeatable) {
        /** Where nothing is set. */
        public static final Retry DEFAULT = new Retry(Set.of(503), 64 * 1024, false);

        /** With a set of its own. */
        public Retry {
            on = Set.copyOf(on);
        }
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
