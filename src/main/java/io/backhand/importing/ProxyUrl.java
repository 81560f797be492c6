package io.backhand.importing;

import io.backhand.cluster.Contact;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where httpd's proxy sends requests.
 *
 * @param balancer the name of a balancer, in small letters
 * @param contact a server, where it is none
 * @param path what takes the place of the path that was matched
 */
record ProxyUrl(Optional<String> balancer, Optional<Contact> contact, String path) {
    private static final Pattern FORM = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]+)([^?#]*)");

    /** Reads a URL. @throws IllegalArgumentException saying why no server here can be meant by it */
    static ProxyUrl parse(String url) {
        Matcher parts = FORM.matcher(url);
        if (!parts.matches()) {
            throw new IllegalArgumentException("it takes SCHEME://HOST[:PORT][/PATH], not \"" + url + "\"");
        }
        String scheme = parts.group(1).toLowerCase(Locale.ROOT);
        String host = parts.group(2);
        if (scheme.equals("balancer")) {
            return new ProxyUrl(Optional.of(host.toLowerCase(Locale.ROOT)), Optional.empty(), parts.group(3));
        }
        return new ProxyUrl(Optional.empty(), Optional.of(contact(scheme, host)), parts.group(3));
    }

    private static Contact contact(String scheme, String host) {
        String spoken =
                switch (scheme) {
                    case "http", "https", "h2", "h2c" -> scheme;
                    // A WebSocket begins as a request of HTTP.
                    case "ws" -> "http";
                    case "wss" -> "https";
                    case "ajp" ->
                        throw new IllegalArgumentException(
                                "servers are spoken to in HTTP, not in AJP: name the server's HTTP connector");
                    default ->
                        throw new IllegalArgumentException("servers are spoken to in HTTP, not by " + scheme + "://");
                };
        return Contact.parse(spoken + "://" + host);
    }

    /** Paths as they are compared: with one slash where there are several, and none at the end. */
    static String normal(String path) {
        return Server.withoutSlash(("/" + path).replaceAll("/+", "/"));
    }
}
