package io.backhand.config;

import io.backhand.cluster.Contact;
import io.backhand.routing.Rewrites;
import io.backhand.routing.Rewrites.Change;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads what a route says of links and cookies. */
final class RewriteKeys {
    static final List<String> KEYS =
            List.of("rewrite-links", "rewrite-cookie-domain", "rewrite-cookie-path", "rewrite-cookie-secure");

    /** The contact of the backend that answers. */
    private static final String BACKEND = "backend";

    private static final String SCHEME = "scheme";

    private static final Kind<String> LINK = new Kind<>(BACKEND, RewriteKeys::link);
    private static final Kind<Change> DOMAIN = new Kind<>("app.internal www.example", RewriteKeys::domain);
    private static final Kind<Change> PATH = new Kind<>("/internal /app", RewriteKeys::path);
    private static final Kind<Boolean> SECURE = new Kind<>("add", RewriteKeys::secure);

    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final Pattern DOMAIN_NAME = Pattern.compile("\\.?[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");
    private static final Pattern COOKIE_PATH = Pattern.compile("/|(/[^/;\\s\\p{Cntrl}]+)+");

    private RewriteKeys() {}

    static Rewrites read(Section section) {
        Rewrites unset = Rewrites.DEFAULT;
        Optional<List<String>> links = section.many("rewrite-links", LINK);
        Optional<List<Change>> domains = section.many("rewrite-cookie-domain", DOMAIN);
        return new Rewrites(
                links.map(items -> items.contains(BACKEND)).orElse(unset.ofBackend()),
                links.map(items -> items.contains(SCHEME)).orElse(unset.ofScheme()),
                links.map(RewriteKeys::addresses).orElse(unset.ofAddresses()),
                domains.map(items -> items.stream().anyMatch(RewriteKeys::isOfBackend))
                        .orElse(unset.domainOfBackend()),
                domains.orElse(unset.cookieDomains()).stream()
                        .filter(change -> !isOfBackend(change))
                        .toList(),
                section.many("rewrite-cookie-path", PATH).orElse(unset.cookiePaths()),
                section.one("rewrite-cookie-secure", SECURE).orElse(unset.secureCookies()));
    }

    private static String link(String text) {
        if (text.equals(BACKEND) || text.equals(SCHEME)) {
            return text;
        }
        try {
            Contact address = Contact.parse(text);
            if (!address.isHttp2()) {
                return address.url();
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(wantedLink(text), e);
        }
        throw new IllegalArgumentException(wantedLink(text));
    }

    private static String wantedLink(String text) {
        return "rewrite-links takes backend, scheme, or an address without a path such as http://app.internal:8080,"
                + " not " + Shown.quoted(text);
    }

    private static Set<Contact> addresses(List<String> items) {
        return items.stream()
                .filter(item -> !item.equals(BACKEND) && !item.equals(SCHEME))
                .map(Contact::parse)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The word alone; a domain of that name is written with what takes its place. */
    private static boolean isOfBackend(Change change) {
        return change.from().equals(BACKEND) && change.to().isEmpty();
    }

    private static Change domain(String text) {
        String[] words = SPACES.split(text, -1);
        if (words.length > 2 || !allMatch(words, DOMAIN_NAME)) {
            throw new IllegalArgumentException("rewrite-cookie-domain takes backend, a domain, or a domain and what"
                    + " takes its place such as \"app.internal www.example\", not " + Shown.quoted(text));
        }
        return new Change(withoutDot(words[0]), words.length == 1 ? "" : withoutDot(words[1]));
    }

    private static String withoutDot(String domain) {
        return (domain.startsWith(".") ? domain.substring(1) : domain).toLowerCase(Locale.ROOT);
    }

    private static Change path(String text) {
        String[] words = SPACES.split(text, -1);
        if (words.length != 2 || !allMatch(words, COOKIE_PATH)) {
            throw new IllegalArgumentException("rewrite-cookie-path takes a path and what takes its place, without a"
                    + " slash at their ends, such as \"/internal /app\", not " + Shown.quoted(text));
        }
        return new Change(words[0], words[1]);
    }

    private static boolean secure(String text) {
        if (!text.equals("add")) {
            throw new IllegalArgumentException("rewrite-cookie-secure is \"add\", not " + Shown.quoted(text));
        }
        return true;
    }

    private static boolean allMatch(String[] words, Pattern pattern) {
        for (String word : words) {
            if (!pattern.matcher(word).matches()) {
                return false;
            }
        }
        return true;
    }
}
