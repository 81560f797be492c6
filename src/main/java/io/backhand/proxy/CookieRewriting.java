package io.backhand.proxy;

import io.backhand.routing.Rewrites;
import io.backhand.routing.Rewrites.Change;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A cookie that a backend sets, as the client has to have it: for the domain and the path it asked by. What does not
 * change stays as it was written.
 *
 * <p>Immutable: it belongs to one response.
 *
 * @param rules the route's
 * @param backendHost the host of the contact of the backend that answers
 */
record CookieRewriting(Rewrites rules, String backendHost, AskedFor asked) {
    /** The value of the {@code Set-Cookie} field for the client. */
    String toClient(String cookie) {
        StringBuilder changed = null;
        int copied = 0;
        boolean secure = false;
        int end;
        for (int at = cookie.indexOf(';'); at >= 0; at = end < cookie.length() ? end : -1) {
            end = endOfAttribute(cookie, at + 1);
            String other = inPlaceOf(cookie, at + 1, end);
            if (other != null) {
                changed = changed == null ? new StringBuilder(cookie.length() + other.length()) : changed;
                changed.append(cookie, copied, at).append(other);
                copied = end;
            }
            secure |= isNamed("Secure", cookie, at + 1, end);
        }
        String rest = rules.secureCookies() && asked.secure() && !secure ? "; Secure" : "";
        return changed == null
                ? cookie + rest
                : changed.append(cookie, copied, cookie.length()).append(rest).toString();
    }

    private static int endOfAttribute(String cookie, int start) {
        int end = cookie.indexOf(';', start);
        return end < 0 ? cookie.length() : end;
    }

    /** What takes an attribute's place, with its semicolon; empty where it is dropped, null where it stays. */
    private @Nullable String inPlaceOf(String cookie, int start, int end) {
        if (isNamed("Domain", cookie, start, end)) {
            String domain = domain(valueOf(cookie, start, end));
            return domain == null || domain.isEmpty() ? domain : "; Domain=" + domain;
        }
        if (isNamed("Path", cookie, start, end)) {
            String path = path(valueOf(cookie, start, end));
            return path == null ? null : "; Path=" + path;
        }
        return null;
    }

    private static boolean isNamed(String name, String cookie, int start, int end) {
        int at = start;
        while (at < end && cookie.charAt(at) == ' ') {
            at++;
        }
        int after = at + name.length();
        return after <= end
                && cookie.regionMatches(true, at, name, 0, name.length())
                && (after == end || cookie.charAt(after) == '=' || cookie.charAt(after) == ' ');
    }

    private static String valueOf(String cookie, int start, int end) {
        int equals = cookie.indexOf('=', start);
        return equals < 0 || equals > end
                ? ""
                : cookie.substring(equals + 1, end).strip();
    }

    private @Nullable String domain(String value) {
        String bare = (value.startsWith(".") ? value.substring(1) : value).toLowerCase(Locale.ROOT);
        for (Change change : rules.cookieDomains()) {
            if (change.from().equals(bare)) {
                return change.to();
            }
        }
        return rules.domainOfBackend() && bare.equals(backendHost) && !isAskedFor(bare) ? "" : null;
    }

    private boolean isAskedFor(String host) {
        String authority = asked.authority();
        return authority.regionMatches(true, 0, host, 0, host.length())
                && (authority.length() == host.length() || authority.charAt(host.length()) == ':');
    }

    private @Nullable String path(String value) {
        for (Change change : rules.cookiePaths()) {
            String from = change.from().equals("/") ? "" : change.from();
            boolean covered = value.startsWith(from) && value.startsWith("/", from.length());
            if (value.equals(change.from()) || value.equals(change.from() + "/")) {
                return change.to();
            }
            if (covered) {
                return (change.to().equals("/") ? "" : change.to()) + value.substring(from.length());
            }
        }
        return null;
    }
}
