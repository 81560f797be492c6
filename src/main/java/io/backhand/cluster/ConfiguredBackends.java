package io.backhand.cluster;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The backends that the configuration names, in its order, as they are where they announce nothing. Any thread may
 * read; who replaces them holds the cluster's lock.
 */
final class ConfiguredBackends {
    private final Function<BackendId, RequestLedger.Account> accounts;
    private volatile Map<BackendId, Backend> byId = Map.of();
    private volatile Map<InetAddress, List<Backend>> byAddress = Map.of();

    /** None yet. */
    ConfiguredBackends(Function<BackendId, RequestLedger.Account> accounts) {
        this.accounts = accounts;
    }

    /**
     * What has become of them.
     *
     * @param joined new by name, or by the contact that goes with it
     * @param left named no more
     */
    record Change(List<Backend> joined, List<Backend> left) {}

    /** From now on it is these and no others. */
    Change replace(List<ConfiguredBackend> backends, long nowNanos) {
        Map<BackendId, Backend> before = byId;
        Map<BackendId, Backend> after = new LinkedHashMap<>();
        for (ConfiguredBackend backend : backends) {
            RequestLedger.Account account = accounts.apply(backend.id());
            after.put(backend.id(), Backend.configured(backend, backend.heartbeat(), nowNanos, account));
        }
        byId = Collections.unmodifiableMap(after);
        byAddress = byAddress(after.values());
        List<Backend> joined = new ArrayList<>(after.values());
        joined.removeIf(backend -> {
            Backend known = before.get(backend.id());
            return known != null && known.contact().equals(backend.contact());
        });
        List<Backend> left = new ArrayList<>(before.values());
        left.removeIf(backend -> after.containsKey(backend.id()));
        return new Change(joined, left);
    }

    Collection<Backend> all() {
        return byId.values();
    }

    /** Those whose contact is that address, literally. */
    List<Backend> at(InetAddress address) {
        return byAddress.getOrDefault(address, List.of());
    }

    /** The one of that name; null where the configuration names none. */
    @Nullable
    Backend get(BackendId id) {
        return byId.get(id);
    }

    private static Map<InetAddress, List<Backend>> byAddress(Collection<Backend> backends) {
        Map<InetAddress, List<Backend>> sorted = new HashMap<>();
        for (Backend backend : backends) {
            backend.contact().address().ifPresent(address -> sorted.computeIfAbsent(
                            address, unused -> new ArrayList<>())
                    .add(backend));
        }
        return sorted;
    }
}
