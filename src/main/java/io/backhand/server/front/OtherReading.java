package io.backhand.server.front;

import io.backhand.proxy.Mount;
import io.backhand.proxy.Mounts;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.ee11.servlet.ServletHandler;
import org.eclipse.jetty.ee11.servlet.ServletHandler.MappedServlet;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.util.URIUtil;

/**
 * Finds the paths that a backend may read otherwise than the servlet container, in a way that matters. To the
 * container {@code //admin} and {@code /x/..%2fadmin} are not {@code /admin}; many a backend merges slashes, or takes
 * an encoded one for a slash, and such a path is passed on as it came. It must not lead where {@code /admin} would be
 * another mount's or be guarded. Thread-safe.
 */
final class OtherReading {
    private static final Pattern ENCODED_SLASH = Pattern.compile("%2f", Pattern.CASE_INSENSITIVE);
    private static final Pattern SLASHES = Pattern.compile("/{2,}");
    private static final Pattern DOT_SEGMENT =
            Pattern.compile("(?:^|/|%2f)(?:\\.|%2e){1,2}(?:/|%2f|;|$)", Pattern.CASE_INSENSITIVE);

    private final ServletHandler servlets;
    private final Mounts mounts;
    private final List<Guard> guards;

    OtherReading(ServletHandler servlets, Mounts mounts, List<Guard> guards) {
        this.servlets = servlets;
        this.mounts = mounts;
        this.guards = guards;
    }

    /** Whether a URI with an encoded slash or an empty segment must not go anywhere. */
    boolean matters(HttpURI uri) {
        String canonical = uri.getCanonicalPath();
        if (canonical == null || !canonical.startsWith("/")) {
            return false;
        }
        boolean encoded = ENCODED_SLASH.matcher(canonical).find();
        if (encoded && DOT_SEGMENT.matcher(uri.getPath()).find()) {
            return true;
        }
        String literal = URIUtil.decodePath(ENCODED_SLASH.matcher(canonical).replaceAll("%252F"));
        String merged = SLASHES.matcher(URIUtil.decodePath(canonical)).replaceAll("/");
        return !merged.equals(literal)
                && (!ownerOf(literal).equals(ownerOf(merged)) || isGuardedOnlyAs(merged, literal));
    }

    private boolean isGuardedOnlyAs(String merged, String literal) {
        return guards.stream()
                .anyMatch(
                        guard -> guard.paths().matches(merged) && !guard.paths().matches(literal));
    }

    /** The servlet that serves a path, and the mount where it has some. */
    private Owner ownerOf(String path) {
        MappedServlet mapped = servlets.getMappedServlet(path);
        if (mapped == null) {
            return new Owner("", Optional.empty());
        }
        String servlet = mapped.getServletHolder().getName();
        return new Owner(servlet, mounts.mountOf(servlet, path));
    }

    private record Owner(String servlet, Optional<Mount> mount) {}
}
