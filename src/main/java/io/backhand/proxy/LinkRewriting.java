package io.backhand.proxy;

import io.backhand.cluster.Backend;
import io.backhand.cluster.Contact;
import io.backhand.routing.Rewrites;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * A response's fields that name a place, as the client has to have them: {@code Location}, {@code Content-Location},
 * {@code Refresh}, {@code Link}, and {@code Set-Cookie} by {@link CookieRewriting}. Of a link the scheme, host and port
 * change, never its path, which is the one the client asked by.
 *
 * <p>Immutable: it belongs to one response.
 */
final class LinkRewriting {
    private static final String REFRESH = "Refresh";
    private static final String HTTP = "http://";
    private static final String HTTPS = "https://";

    private final Rewrites rules;
    private final Contact backend;
    private final AskedFor asked;

    /**
     * The rules of a response.
     *
     * @param backend that of the backend that answers
     */
    LinkRewriting(Rewrites rules, Contact backend, AskedFor asked) {
        this.rules = rules;
        this.backend = backend;
        this.asked = asked;
    }

    /** The rules of a route's response to a request. */
    static LinkRewriting of(Engine engine, Mount mount, Backend backend, Request clientRequest) {
        AskedFor asked = AskedFor.of(engine.arrivals().of(clientRequest), clientRequest.getHeaders());
        return new LinkRewriting(mount.route().rewrites(), backend.contact(), asked);
    }

    /** Whether a field may name a place; of most, one look at their kind says that they don't. */
    static boolean concerns(HttpField field) {
        HttpHeader header = field.getHeader();
        if (header == null) {
            return field.is(REFRESH);
        }
        return switch (header) {
            case LOCATION, CONTENT_LOCATION, LINK, SET_COOKIE -> true;
            default -> false;
        };
    }

    /** The field for the client: the same where nothing changes. */
    HttpField toClient(HttpField field) {
        String value = field.getValue();
        if (value == null) {
            return field;
        }
        String changed = changed(field.getHeader(), value);
        return changed.equals(value) ? field : new HttpField(field.getHeader(), field.getName(), changed);
    }

    private String changed(@Nullable HttpHeader header, String value) {
        if (header == null) {
            return linkAt(value, placeInRefresh(value));
        }
        return switch (header) {
            case LINK -> links(value);
            case SET_COOKIE -> new CookieRewriting(rules, backend.host(), asked).toClient(value);
            default -> linkAt(value, 0);
        };
    }

    /** Those in angle brackets, from the last on, so that what was found stays where it is. */
    private String links(String value) {
        String changed = value;
        for (int at = value.lastIndexOf('<'); at >= 0; at = value.lastIndexOf('<', at - 1)) {
            changed = linkAt(changed, at + 1);
        }
        return changed;
    }

    /** Behind the seconds, {@code url=} and a quote, each of which but the seconds may be missing. */
    private static int placeInRefresh(String value) {
        int at = 0;
        while (at < value.length() && value.charAt(at) != ';' && value.charAt(at) != ',') {
            at++;
        }
        at = afterSpaces(value, at + 1);
        if (value.regionMatches(true, at, "url", 0, 3)) {
            int equals = afterSpaces(value, at + 3);
            at = value.startsWith("=", equals) ? afterSpaces(value, equals + 1) : at;
        }
        boolean quoted = value.startsWith("\"", at) || value.startsWith("'", at);
        return quoted ? at + 1 : at;
    }

    private static int afterSpaces(String value, int start) {
        int at = start;
        while (at < value.length() && value.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    /** The text with the link that begins there changed, if it is to be. */
    private String linkAt(String text, int start) {
        boolean secure = text.regionMatches(true, start, HTTPS, 0, HTTPS.length());
        if (!secure && !text.regionMatches(true, start, HTTP, 0, HTTP.length())) {
            return text;
        }
        int authorityAt = start + (secure ? HTTPS : HTTP).length();
        int end = endOfAuthority(text, authorityAt);
        return means(secure, text.substring(authorityAt, end))
                ? text.substring(0, start) + origin(text, end) + text.substring(end)
                : text;
    }

    private static int endOfAuthority(String text, int start) {
        int end = start;
        while (end < text.length() && "/?#\\\"'<>;, ".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    /** Where the client did not say which host it asked, the path alone, which is never empty. */
    private String origin(String text, int end) {
        if (asked.authority().isEmpty()) {
            return text.startsWith("/", end) ? "" : "/";
        }
        return asked.scheme() + "://" + asked.authority();
    }

    /** Whether that address is one that stands for what the client asked. */
    private boolean means(boolean secure, String authority) {
        if (rules.ofScheme() && !secure && asked.secure() && authority.equalsIgnoreCase(asked.authority())) {
            return true;
        }
        Contact address;
        try {
            address = Contact.parse((secure ? HTTPS : HTTP) + authority);
        } catch (IllegalArgumentException e) {
            return false; // With a user in it, or else no address of a server.
        }
        boolean ofBackend = address.port() == backend.port()
                && address.host().equals(backend.host())
                && secure == backend.isSecure();
        return (rules.ofBackend() && ofBackend) || rules.ofAddresses().contains(address);
    }
}
