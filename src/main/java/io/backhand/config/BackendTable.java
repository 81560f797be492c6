package io.backhand.config;

import io.backhand.cluster.BackendId;
import io.backhand.cluster.Contact;
import io.backhand.cluster.Durations;
import io.backhand.cluster.Network;
import io.backhand.config.StaticBackend.Check;
import io.backhand.config.StaticBackend.Identity;
import io.backhand.config.StaticBackend.Standing;
import io.backhand.tls.Fingerprint;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a {@code [[backend]]}. */
final class BackendTable {
    static final Set<String> KEYS = new LinkedHashSet<>(List.of(
            "url",
            "name",
            "weight",
            "tier",
            "resolve",
            "check",
            "check-interval",
            "check-status",
            "server-name",
            "fingerprint",
            "max-connections"));

    /** More often is no check but a load. */
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);

    private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);
    private static final Duration USUAL_INTERVAL = Duration.ofSeconds(2);

    /** A path and a query as they are sent: no space, no fragment, and nothing beyond ASCII. */
    private static final Pattern TARGET = Pattern.compile("/[!-\"$-~]{0,1023}");

    /** Names the backends of one name get an address added, and 64 characters are the most of all. */
    private static final int LONGEST_RESOLVED_NAME = 24;

    /** As TLS takes it: labels of a name. */
    private static final Pattern SERVER_NAME_FORM = Pattern.compile(
            "(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");

    private static final double MAX_WEIGHT = 100;
    private static final Pattern DECIMAL = Pattern.compile("\\d{1,3}(\\.\\d{1,3})?");
    private static final Pattern DIGIT = Pattern.compile("\\d");

    private static final Pattern FINAL_STATUS = Pattern.compile("[2-5]\\d\\d");

    private static final Kind<String> PATH = new Kind<>("/health", BackendTable::target);
    private static final Kind<Duration> INTERVAL = new Kind<>("2s", BackendTable::interval);
    private static final Kind<String> SERVER_NAME = new Kind<>("app.example", BackendTable::serverName);
    private static final Kind<Fingerprint> FINGERPRINT = new Kind<>("0f".repeat(32), BackendTable::fingerprint);
    private static final Kind<Integer> STATUS = new Kind<>("200", BackendTable::status);
    private static final Kind<Double> WEIGHT = new Kind<>("2", BackendTable::weight);
    private static final Kind<Integer> TIER = new Kind<>("1", BackendTable::tier);
    private static final Kind<Duration> RESOLVE = new Kind<>("30s", BackendTable::resolve);

    private BackendTable() {}

    /** @param names those of the backends before */
    static Optional<StaticBackend> read(Section section, Once<BackendId> names) {
        section.allow(KEYS);
        Optional<BackendId> name = section.required("name", Kinds.NAME);
        name.ifPresent(id -> names.see(id, section.placeOf("name"), "two backends named " + id));
        Optional<Contact> url = section.required("url", Kinds.URL);
        Optional<Check> check = check(section);
        Standing standing = new Standing(
                section.number("weight", WEIGHT).orElse(Standing.USUAL.weight()),
                section.number("tier", TIER).orElse(Standing.USUAL.tier()),
                section.number("max-connections", BackendBounds.MAX_CONNECTIONS)
                        .map(OptionalInt::of)
                        .orElse(OptionalInt.empty()));
        Optional<Duration> resolve = section.one("resolve", RESOLVE);
        Optional<Identity> identity = identity(section, url);
        if (section.has("resolve")) {
            name.ifPresent(id -> lookAtResolvedName(section, id));
            url.ifPresent(contact -> lookAtResolvedUrl(section, contact, identity.isPresent()));
        }
        if (name.isEmpty() || url.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new StaticBackend(name.get(), url.get(), check, standing, resolve, identity));
    }

    private static void lookAtResolvedName(Section section, BackendId name) {
        if (name.name().length() > LONGEST_RESOLVED_NAME) {
            section.problem(
                    "name",
                    "with resolve a name has %d characters at most, since each address is added to it"
                            .formatted(LONGEST_RESOLVED_NAME));
        }
    }

    private static void lookAtResolvedUrl(Section section, Contact url, boolean identified) {
        if (url.isSecure() && !identified) {
            section.problem(
                    "resolve",
                    "over TLS resolve needs server-name or fingerprint: an address has no name of which a certificate"
                            + " could be");
        } else if (isLiteral(url.host())) {
            section.problem("resolve", "resolve needs a name in url, and " + url.host() + " is an address");
        }
    }

    private static boolean isLiteral(String host) {
        try {
            Network.address(host);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Optional<Identity> identity(Section section, Optional<Contact> url) {
        Optional<String> serverName = section.one("server-name", SERVER_NAME);
        Optional<Fingerprint> fingerprint = section.one("fingerprint", FINGERPRINT);
        for (String key : List.of("server-name", "fingerprint")) {
            if (section.has(key) && url.isPresent() && !url.get().isSecure()) {
                section.problem(key, key + " is for https and h2, and url is " + url.get());
            }
        }
        return serverName.isEmpty() && fingerprint.isEmpty()
                ? Optional.empty()
                : Optional.of(new Identity(serverName, fingerprint));
    }

    private static String serverName(String text) {
        if (!SERVER_NAME_FORM.matcher(text).matches() || isLiteral(text)) {
            throw new IllegalArgumentException(
                    "server-name takes the name of a host such as app.example, not " + Shown.quoted(text));
        }
        return text.toLowerCase(Locale.ROOT);
    }

    private static Fingerprint fingerprint(String text) {
        try {
            return Fingerprint.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + ", not " + Shown.quoted(text), e);
        }
    }

    private static Optional<Check> check(Section section) {
        Optional<String> path = section.one("check", PATH);
        Duration interval = section.one("check-interval", INTERVAL).orElse(USUAL_INTERVAL);
        Set<Integer> statuses =
                section.many("check-status", STATUS).map(Set::copyOf).orElse(Set.of());
        if (section.isEmptyList("check-status")) {
            section.problem("check-status", "check-status needs one status at least, such as [\"200\"]");
        }
        for (String key : List.of("check-interval", "check-status")) {
            if (section.has(key) && !section.has("check")) {
                section.problem(key, key + " needs check, such as check = \"/health\"");
            }
        }
        return path.map(asked -> new Check(asked, interval, statuses));
    }

    private static String target(String text) {
        if (!TARGET.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "check takes a path as it is sent, such as /health, not " + Shown.quoted(text));
        }
        return text;
    }

    private static Duration interval(String text) {
        Duration interval = Durations.parse(text);
        if (interval.compareTo(SHORTEST_INTERVAL) < 0 || interval.compareTo(LONGEST_INTERVAL) > 0) {
            throw new IllegalArgumentException("check-interval is from 100ms to 1h, not " + Shown.quoted(text));
        }
        return interval;
    }

    private static int status(String text) {
        if (!FINAL_STATUS.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "check-status takes statuses from 200 to 599, not " + Shown.quoted(text));
        }
        return Integer.parseInt(text);
    }

    private static double weight(String text) {
        double weight = DECIMAL.matcher(text).matches() ? Double.parseDouble(text) : 0;
        if (weight <= 0 || weight > MAX_WEIGHT) {
            throw new IllegalArgumentException(
                    "weight is a number above 0 and up to 100, such as 2 or 0.5, not " + Shown.quoted(text));
        }
        return weight;
    }

    private static int tier(String text) {
        if (!DIGIT.matcher(text).matches()) {
            throw new IllegalArgumentException("tier is a number from 0 to 9, not " + Shown.quoted(text));
        }
        return Integer.parseInt(text);
    }

    private static Duration resolve(String text) {
        Duration interval = Durations.parse(text);
        if (interval.compareTo(Duration.ofSeconds(1)) < 0 || interval.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("resolve is from 1s to 24h, not " + Shown.quoted(text));
        }
        return interval;
    }
}
