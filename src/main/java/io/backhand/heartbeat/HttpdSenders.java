package io.backhand.heartbeat;

import io.backhand.cluster.Backend;
import io.backhand.cluster.BackendId;
import io.backhand.cluster.Cluster;
import io.backhand.cluster.Contact;
import io.backhand.cluster.Figures;
import io.backhand.cluster.Heartbeat;
import io.backhand.cluster.Intent;
import io.backhand.cluster.Source;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Which server a heartbeat in httpd's format is of. It does not say: only its sender's address tells, and the port where
 * there is one.
 *
 * <p>That is the backend which the configuration names at that address, or else one called by its address. Thread-safe.
 */
final class HttpdSenders {
    private static final int HTTP_PORT = 80;

    private final Cluster cluster;

    HttpdSenders(Cluster cluster) {
        this.cluster = cluster;
    }

    /** @throws RefusedException as {@code conflict}, where the configuration names several backends that it may be of */
    Heartbeat heartbeat(Datagram.Httpd httpd, InetAddress sender) throws RefusedException {
        Optional<Backend> configured = configured(httpd, sender);
        if (configured.isPresent()) {
            return heartbeat(configured.get().id(), configured.get().contact(), httpd);
        }
        String host = withoutScope(sender).getHostAddress();
        String port = httpd.port().isPresent() ? "-" + httpd.port().getAsInt() : "";
        Contact contact = new Contact("http", host, httpd.port().orElse(HTTP_PORT));
        return heartbeat(new BackendId(host.replace(':', '-') + port), contact, httpd);
    }

    private Optional<Backend> configured(Datagram.Httpd httpd, InetAddress sender) throws RefusedException {
        OptionalInt port = httpd.port();
        List<Backend> there = cluster.configuredAt(sender).stream()
                .filter(backend -> port.isEmpty() || backend.contact().port() == port.getAsInt())
                .toList();
        if (there.size() > 1) {
            String names = there.stream().map(backend -> backend.id().name()).collect(Collectors.joining(", "));
            throw new RefusedException(
                    Refusal.CONFLICT,
                    "it does not say which it is of the backends configured at its address: " + names);
        }
        return there.stream().findFirst();
    }

    /** Whether an agent speaks for that server, which says all that httpd can and more. */
    boolean isSpokenFor(BackendId id) {
        return cluster.backend(id)
                .filter(backend -> backend.heartbeat().source() == Source.NATIVE)
                .filter(backend -> backend.ageNanos(cluster.clock().nanoTime()) <= Cluster.SILENT_AFTER.toNanos())
                .isPresent();
    }

    private static Heartbeat heartbeat(BackendId id, Contact contact, Datagram.Httpd httpd) {
        Figures figures = new Figures(
                OptionalInt.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalInt.of(httpd.ready()),
                OptionalInt.of(httpd.busy()),
                OptionalInt.empty(),
                OptionalLong.empty());
        return new Heartbeat(id, contact, Source.HTTPD, Intent.UP, figures);
    }

    /** A link-local address without the interface it was heard on, which no URL can carry. */
    private static InetAddress withoutScope(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }
}
