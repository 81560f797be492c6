package io.backhand.config;

import io.backhand.cluster.BackendId;
import io.backhand.cluster.Contact;
import io.backhand.cluster.Durations;
import io.backhand.cluster.Network;
import io.backhand.heartbeat.HeartbeatAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/** What keys of several tables take. */
final class Kinds {
    /** A range of addresses. */
    static final Kind<Network> NETWORK = new Kind<>("192.168.0.0/24", Network::parse);

    /** A backend's name. */
    static final Kind<BackendId> NAME = new Kind<>("front", Kinds::name);

    /** Where a backend takes requests. */
    static final Kind<Contact> URL = new Kind<>("http://192.168.0.40:8080", Kinds::url);

    /** A sender of heartbeats. */
    static final Kind<InetAddress> ADDRESS = new Kind<>("192.168.0.9", Network::address);

    /** Where heartbeats are heard. */
    static final Kind<HeartbeatAddress> HEARD_ON = new Kind<>(HeartbeatAddress.DEFAULT_GROUP, Kinds::heardOn);

    /** The name of a host, in small letters. */
    static final Kind<String> HOST = new Kind<>("balancer.example", Kinds::host);

    /** A name, or an address; IPv6 in brackets, as a client names it. */
    private static final Pattern HOST_NAME =
            Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]{2,45}]");

    private static final Pattern WHOLE_NUMBER = Pattern.compile("\\d{1,9}");

    /** Longer is a slip: who wants no limit writes 0s where that may be. */
    private static final Duration LONGEST = Duration.ofHours(24);

    private Kinds() {}

    /** A limit of time, from the shortest to 24 hours; where zero may be, it is none. */
    static Kind<Duration> limit(String key, String example, Duration shortest) {
        return new Kind<>(example, text -> {
            Duration duration = Durations.parse(text);
            if (duration.compareTo(shortest) < 0 || duration.compareTo(LONGEST) > 0) {
                String from = shortest.isZero() ? "0s, which is none," : shortest.toMillis() + "ms";
                throw new IllegalArgumentException(
                        "%s is from %s to 24h, not %s".formatted(key, from, Shown.quoted(text)));
            }
            return duration;
        });
    }

    /** A number of things, from the least to the most there may be. */
    static Kind<Integer> count(String key, int example, int least, int most) {
        return new Kind<>(Integer.toString(example), text -> {
            int number = WHOLE_NUMBER.matcher(text).matches() ? Integer.parseInt(text) : -1;
            if (number < least || number > most) {
                throw new IllegalArgumentException(
                        "%s is a number from %d to %d, not %s".formatted(key, least, most, Shown.quoted(text)));
            }
            return number;
        });
    }

    private static BackendId name(String text) {
        try {
            return new BackendId(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + ", not " + Shown.quoted(text), e);
        }
    }

    /** A URL with a user in it may hold a password, which is not shown. */
    private static Contact url(String text) {
        try {
            return Contact.parse(text);
        } catch (IllegalArgumentException e) {
            String came = text.indexOf('@') < 0 ? ", not " + Shown.quoted(text) : "";
            throw new IllegalArgumentException(e.getMessage() + came, e);
        }
    }

    private static HeartbeatAddress heardOn(String text) {
        if (text.indexOf(',') >= 0) {
            throw new IllegalArgumentException(
                    "listen takes no time to live, which is the agents' to set: ADDR:PORT[@INTERFACE], not "
                            + Shown.quoted(text));
        }
        return HeartbeatAddress.parse(text);
    }

    private static String host(String text) {
        if (!HOST_NAME.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "a host is a name without port such as balancer.example, not " + Shown.quoted(text));
        }
        return text.toLowerCase(Locale.ROOT);
    }
}
