package io.backhand.server;

import io.backhand.cluster.BackendId;
import io.backhand.config.BackendBounds;
import io.backhand.config.BalancerConfig;
import io.backhand.config.StaticBackend;
import io.backhand.proxy.BackendLimits;
import io.backhand.proxy.BackendLimits.NearClient;
import java.util.List;
import java.util.function.ToIntFunction;

/** How many requests each backend is given at once, as the configuration says of it or of all. Immutable and thread-safe. */
final class Bounds implements ToIntFunction<BackendId> {
    private final int ofAll;
    private final List<StaticBackend> ownBounds;

    private Bounds(BalancerConfig config) {
        this.ofAll = config.upstream().bounds().maxConnections().orElse(BackendLimits.UNBOUNDED);
        this.ownBounds = config.backends().stream()
                .filter(backend -> backend.standing().maxConnections().isPresent())
                .toList();
    }

    /** What the configuration says; {@link BackendLimits#NONE} where that is nothing. */
    static BackendLimits of(BalancerConfig config, NearClient nearClient) {
        BackendBounds bounds = config.upstream().bounds();
        Bounds most = new Bounds(config);
        boolean none = most.ofAll == BackendLimits.UNBOUNDED && most.ownBounds.isEmpty();
        return none ? BackendLimits.NONE : new BackendLimits(most, bounds.queue(), bounds.queueTimeout(), nearClient);
    }

    @Override
    public int applyAsInt(BackendId backend) {
        for (int i = 0; i < ownBounds.size(); i++) {
            StaticBackend configured = ownBounds.get(i);
            if (isOf(backend, configured)) {
                return configured.standing().maxConnections().orElse(ofAll);
            }
        }
        return ofAll;
    }

    /** With {@code resolve}, each address is a backend called by the name and the address. */
    private static boolean isOf(BackendId backend, StaticBackend configured) {
        String name = configured.name().name();
        return configured.resolve().isPresent()
                ? backend.name().startsWith(name) && backend.name().startsWith("-", name.length())
                : backend.name().equals(name);
    }
}
