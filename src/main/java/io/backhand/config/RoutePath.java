package io.backhand.config;

import java.util.List;
import java.util.regex.Pattern;

/** Checks the path of a route, and makes it from a servlet's mapping. */
public final class RoutePath {
    /** Where the status is, on every balancer. */
    private static final String STATUS = "/backhand";

    /** What a canonical, decoded path has not, or what some part on the way would take for something else. */
    private static final Pattern NEVER = Pattern.compile("[?#;%*\\\\\\p{Cntrl}]");

    private RoutePath() {}

    /** The path as it is. @throws IllegalArgumentException saying what was wanted and what came */
    public static String parse(String text) {
        String came = ", not " + Shown.quoted(text);
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("path begins with /" + came);
        }
        if (text.indexOf('*') >= 0) {
            throw new IllegalArgumentException("path is a prefix without *: /app covers /app and all under it" + came);
        }
        if (NEVER.matcher(text).find()) {
            throw new IllegalArgumentException("path is written decoded, without ? # ; % \\ and controls" + came);
        }
        if (text.length() > 1 && text.endsWith("/")) {
            throw new IllegalArgumentException("path ends without /, such as /app" + came);
        }
        if (text.contains("//") || hasDotSegment(text)) {
            throw new IllegalArgumentException("path has no empty segment, no . and no .." + came);
        }
        if (text.equals(STATUS) || text.startsWith(STATUS + "/")) {
            throw new IllegalArgumentException("path " + STATUS + " is the balancer's own status");
        }
        return text;
    }

    /** The path that a mapping covers. @throws IllegalArgumentException where it is not a whole path */
    static String ofMapping(String pattern) {
        if (pattern.equals("/") || pattern.equals("/*")) {
            return "/";
        }
        if (!pattern.startsWith("/") || !pattern.endsWith("/*")) {
            throw new IllegalArgumentException(
                    "a mapping of BackhandServlet is /*, / or a path with all under it such as /app/*, not "
                            + Shown.quoted(pattern));
        }
        return parse(pattern.substring(0, pattern.length() - 2));
    }

    private static boolean hasDotSegment(String path) {
        return List.of(path.split("/")).stream().anyMatch(segment -> segment.equals(".") || segment.equals(".."));
    }
}
