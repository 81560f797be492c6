package io.backhand.content;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.util.URIUtil;

/**
 * The path of a request below its route, as the name of a file, where it may be one: {@code /a/b.png}, decoded and
 * canonical.
 *
 * <p>What no file should be called by is no file's name here, so that nothing of it reaches the file system.
 */
final class StaticPath {
    /** The longest path looked up: it bounds what the memory of misses holds. */
    static final int MAX_LENGTH = 1024;

    /** What Linux, Windows and macOS allow a name. */
    private static final int MAX_NAME_LENGTH = 255;

    /** Where a web application keeps what it does not serve. */
    private static final Set<String> PRIVATE = Set.of("web-inf", "meta-inf");

    /** The one name with a dot that is meant for strangers (RFC 8615). */
    private static final String WELL_KNOWN = ".well-known";

    private StaticPath() {}

    /**
     * What of the path lies below the prefix: it begins with a slash and may end with one, and is empty where the
     * prefix is all of the path.
     *
     * @param canonical a request's canonical path
     * @param prefix a route's path, that of its context before it, without a slash at its end
     */
    static Optional<String> of(String canonical, String prefix) {
        if (canonical.length() > MAX_LENGTH || !canonical.startsWith("/")) {
            return Optional.empty();
        }
        // What is no plain character is still encoded in it; a slash in a name would be decoded to one between names.
        boolean plain = canonical.indexOf('%') < 0;
        if (!plain && canonical.toLowerCase(Locale.ROOT).contains("%2f")) {
            return Optional.empty();
        }
        String path = URIUtil.decodePath(canonical);
        boolean below =
                path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
        String rest = below ? path.substring(prefix.length()) : "";
        return below && namesAFile(rest) ? Optional.of(rest) : Optional.empty();
    }

    /** Whether a name is one that is kept from the world: of a hidden file, or a web application's own. */
    static boolean isHidden(String name) {
        boolean dotted = name.startsWith(".") && !name.equals(WELL_KNOWN);
        return dotted || PRIVATE.contains(name.toLowerCase(Locale.ROOT));
    }

    private static boolean namesAFile(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c < ' ' || c == '\\' || c == 0x7F) {
                return false;
            }
        }
        int start = 1;
        while (start < path.length()) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            boolean fits = end > start && end - start <= MAX_NAME_LENGTH;
            if (!fits || isHidden(path.substring(start, end))) {
                return false;
            }
            start = end + 1;
        }
        return true;
    }
}
