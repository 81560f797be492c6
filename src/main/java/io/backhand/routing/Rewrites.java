package io.backhand.routing;

import io.backhand.cluster.Contact;
import java.util.List;
import java.util.Set;

/**
 * How a route's responses speak of the place they come from, which clients can't reach: what becomes of links and
 * cookies that name it.
 *
 * @param ofBackend {@code rewrite-links} has {@code backend}: links to the contact of the backend that answers become
 *     links to what the client asked for; they do where nothing is set
 * @param ofScheme {@code rewrite-links} has {@code scheme}: links by {@code http} to the very host and port the
 *     client asked for by {@code https} become {@code https}
 * @param ofAddresses {@code rewrite-links}: links to these addresses too become links to what the client asked for
 * @param domainOfBackend {@code rewrite-cookie-domain} has {@code backend}: a {@code Domain} that is the host of that
 *     contact is dropped, so that the cookie is for the host asked for; it is where nothing is set
 * @param cookieDomains {@code rewrite-cookie-domain}: domains and what takes their place, without a dot before;
 *     where that is empty the attribute is dropped
 * @param cookiePaths {@code rewrite-cookie-path}: paths, of whole segments, and what takes their place
 * @param secureCookies {@code rewrite-cookie-secure}: {@code Secure} is added where the client came by TLS
 */
public record Rewrites(
        boolean ofBackend,
        boolean ofScheme,
        Set<Contact> ofAddresses,
        boolean domainOfBackend,
        List<Change> cookieDomains,
        List<Change> cookiePaths,
        boolean secureCookies) {

    /** What holds where nothing is set. */
    public static final Rewrites DEFAULT = new Rewrites(true, false, Set.of(), true, List.of(), List.of(), false);

    /** Takes over copies. */
    public Rewrites {
        ofAddresses = Set.copyOf(ofAddresses);
        cookieDomains = List.copyOf(cookieDomains);
        cookiePaths = List.copyOf(cookiePaths);
    }

    /** One text in place of another. */
    public record Change(String from, String to) {}
}
