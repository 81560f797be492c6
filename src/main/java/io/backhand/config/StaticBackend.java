package io.backhand.config;

import io.backhand.cluster.BackendId;
import io.backhand.cluster.Contact;
import io.backhand.tls.Fingerprint;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A backend that does not announce itself.
 *
 * @param name {@code name}, required
 * @param url {@code url}, required
 * @param check how it is asked whether it serves; it is not, where nothing is set
 * @param standing its share and rank
 * @param resolve {@code resolve}: time between two look-ups of the host's name, of which each address is a backend of its
 *     own; where not set, the name is one backend, looked up for each connection
 * @param identity who it has to be, where that is not just the host of {@code url}
 */
public record StaticBackend(
        BackendId name,
        Contact url,
        Optional<Check> check,
        Standing standing,
        Optional<Duration> resolve,
        Optional<Identity> identity) {
    /** One of which nothing else is said. */
    public StaticBackend(BackendId name, Contact url) {
        this(name, url, Optional.empty(), Standing.USUAL, Optional.empty(), Optional.empty());
    }

    /**
     * Who a backend over TLS has to be; one of the two at least.
     *
     * @param serverName {@code server-name}: what it is asked for, and its certificate is for; the host of {@code url}
     *     where not set
     * @param fingerprint {@code fingerprint}: of the one certificate that is trusted, whoever vouches for it
     */
    public record Identity(Optional<String> serverName, Optional<Fingerprint> fingerprint) {}

    /**
     * How a backend stands beside the others.
     *
     * @param weight {@code weight}: as how many of its capacity it counts, 1 where not set
     * @param tier {@code tier}: it is asked where no backend of a lower tier can take a request, 0 where not set
     * @param maxConnections {@code max-connections}: how many requests it is given at once; that of {@code [upstream]} where
     *     not set
     */
    public record Standing(double weight, int tier, OptionalInt maxConnections) {
        /** Like those that announce themselves. */
        public static final Standing USUAL = new Standing(1, 0);

        /** One that is given as many requests as others. */
        public Standing(double weight, int tier) {
            this(weight, tier, OptionalInt.empty());
        }
    }

    /**
     * How a backend is asked whether it serves.
     *
     * @param path {@code check}: what is asked for, as it is sent
     * @param interval {@code check-interval}: time between two questions, 2s where not set
     * @param statuses {@code check-status}: the answers that say so; from 200 to 399 where empty
     */
    public record Check(String path, Duration interval, Set<Integer> statuses) {
        /** Takes over a copy of the statuses. */
        public Check {
            statuses = Set.copyOf(statuses);
        }
    }
}
