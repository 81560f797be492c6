package io.backhand.status;

import io.backhand.cluster.AdminOrder;
import io.backhand.cluster.AdminState;
import io.backhand.cluster.Backend;
import io.backhand.cluster.BackendState;
import io.backhand.cluster.Cluster;
import io.backhand.cluster.Figures;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * A server as page, JSON and metrics show it at one moment.
 *
 * @param backend what is known of it
 * @param state how it stands
 * @param age since it was last heard of; none for one that need not announce itself
 * @param source how it came to be known, in the word of the JSON
 * @param note what the state does not say, in words
 */
record ServerRow(Backend backend, BackendState state, Optional<Duration> age, String source, Optional<String> note) {
    private static final double NANOS_PER_MILLI = 1e6;

    /** Every server once, by name; but this machine is first, where a chain may choose it and it announces nothing. */
    static List<ServerRow> of(Cluster cluster) {
        long now = cluster.clock().nanoTime();
        Stream<ServerRow> self = cluster.self().stream()
                .filter(backend -> cluster.backend(backend.id()).isEmpty())
                .map(backend -> of(backend, "self", now));
        Stream<ServerRow> others = cluster.backends().stream()
                .sorted(Comparator.comparing(Backend::id))
                .map(backend -> of(backend, word(backend.heartbeat().source()), now));
        return Stream.concat(self, others).toList();
    }

    String name() {
        return backend.id().name();
    }

    String url() {
        return backend.contact().url();
    }

    Figures figures() {
        return backend.figures();
    }

    String intent() {
        return word(backend.heartbeat().intent());
    }

    /** What an administrator has said of it. */
    String admin() {
        return word(backend.account().adminState());
    }

    /** The contexts that it drains alone, by its own word or an administrator's. */
    List<String> drainingContexts() {
        return Stream.of(backend.heartbeat().draining(), order().draining())
                .flatMap(contexts -> contexts.paths().stream())
                .filter(path -> order().of(path) != AdminState.DISABLED)
                .distinct()
                .sorted()
                .toList();
    }

    /** The contexts that an administrator has taken out. */
    List<String> disabledContexts() {
        return order().disabled().paths();
    }

    /** What an administrator has said of it and of its contexts. */
    AdminOrder order() {
        return backend.account().adminOrder();
    }

    /** Mean time to the first response byte, as this balancer saw it. */
    OptionalDouble latencyMillis() {
        long nanos = backend.account().latencyNanos();
        return nanos < 0 ? OptionalDouble.empty() : OptionalDouble.of(nanos / NANOS_PER_MILLI);
    }

    /** The word of the JSON, the metrics and the page for a constant. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static ServerRow of(Backend backend, String source, long now) {
        Optional<Duration> age = backend.isPermanent() ? Optional.empty() : Optional.of(backend.age(now));
        return new ServerRow(backend, backend.state(now), age, source, backend.note(now));
    }
}
