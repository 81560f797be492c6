package io.backhand.cluster;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a backend takes requests, and how it is spoken to.
 *
 * @param scheme {@code http} or {@code https} for HTTP/1.1, {@code h2c} or {@code h2} for HTTP/2 without and with TLS
 * @param host a name in small letters or an address literal; IPv6 without brackets
 * @param port 1 to 65535
 */
public record Contact(String scheme, String host, int port) {
    private static final String WANTED =
            "a contact is SCHEME://HOST[:PORT], by http, https, h2c or h2, without path or user";

    /** @throws IllegalArgumentException if a part is out of its range */
    public Contact {
        boolean knownScheme =
                switch (scheme) {
                    case "http", "https", "h2c", "h2" -> true;
                    default -> false;
                };
        if (!knownScheme || host.isEmpty() || port < 1 || port > 65535) {
            throw new IllegalArgumentException(WANTED);
        }
    }

    /**
     * Reads {@code http://host:port}; the port may be left out, a lone slash may follow.
     *
     * @throws IllegalArgumentException saying what was wanted, without repeating {@code url}
     */
    public static Contact parse(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(WANTED, e);
        }
        String path = uri.getRawPath();
        boolean bare = path == null || path.isEmpty() || path.equals("/");
        boolean extra = uri.getRawQuery() != null || uri.getRawFragment() != null || uri.getRawUserInfo() != null;
        if (uri.getScheme() == null || uri.getHost() == null || !bare || extra) {
            throw new IllegalArgumentException(WANTED);
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : defaultPort(scheme);
        return new Contact(scheme, withoutBrackets(uri.getHost()).toLowerCase(Locale.ROOT), port);
    }

    /** Whether the backend is spoken to over TLS. */
    public boolean isSecure() {
        return isSecure(scheme);
    }

    /** Whether the backend is spoken to in HTTP/2. */
    public boolean isHttp2() {
        return scheme.startsWith("h2");
    }

    /** The scheme of its resources, whichever version of HTTP they are asked for in: {@code http} or {@code https}. */
    public String webScheme() {
        return isSecure() ? "https" : "http";
    }

    /** Where a browser finds it: the URL with that scheme. */
    public String webUrl() {
        return webScheme() + "://" + authority();
    }

    /** Its host, where that is an address; no name is looked up. */
    public Optional<InetAddress> address() {
        try {
            return Optional.of(Network.address(host));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** {@code host:port} as a Host header has it: IPv6 in brackets, the scheme's own port left out. */
    public String authority() {
        String bracketed = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == defaultPort(scheme) ? bracketed : bracketed + ":" + port;
    }

    /** The URL this was read from, in its shortest form and without a slash at its end. */
    public String url() {
        return scheme + "://" + authority();
    }

    @Override
    public String toString() {
        return url();
    }

    private static int defaultPort(String scheme) {
        return isSecure(scheme) ? 443 : 80;
    }

    private static boolean isSecure(String scheme) {
        return scheme.equals("https") || scheme.equals("h2");
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
