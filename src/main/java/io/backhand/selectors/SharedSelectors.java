package io.backhand.selectors;

import io.backhand.proxy.upstream.BackendSelector;
import io.backhand.proxy.upstream.BackendSelectors;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * The selectors of all {@link SharedConnector}s of a server, for connections to backends to live on.
 *
 * <p>Thread-safe.
 */
public final class SharedSelectors implements BackendSelectors {
    private final List<SharedConnector> connectors;
    private final AtomicInteger turn = new AtomicInteger();

    private SharedSelectors(List<SharedConnector> connectors) {
        this.connectors = connectors;
    }

    /** Those of a server's listeners; empty where it has none that shares. */
    public static Optional<BackendSelectors> of(Server server) {
        List<SharedConnector> sharing = Stream.of(server.getConnectors())
                .filter(SharedConnector.class::isInstance)
                .map(SharedConnector.class::cast)
                .filter(SharedConnector::isShared)
                .toList();
        return sharing.isEmpty() ? Optional.empty() : Optional.of(new SharedSelectors(sharing));
    }

    @Override
    public BackendSelector near(@Nullable EndPoint clientEndPoint) {
        SharedSelector own = SharedSelector.of(clientEndPoint);
        return own == null ? next() : own;
    }

    /** Runs a task on the thread of the selector that an end point lives on, soon; at once and here where that has none of ours. */
    public static void onThreadOf(@Nullable EndPoint endPoint, Runnable task) {
        SharedSelector own = SharedSelector.of(endPoint);
        if (own == null) {
            task.run();
        } else {
            own.later(task);
        }
    }

    private BackendSelector next() {
        List<SharedSelector> all = connectors.stream()
                .flatMap(connector -> connector.selectors().stream())
                .toList();
        if (all.isEmpty()) {
            throw new IllegalStateException("no listener is started");
        }
        return all.get(Math.floorMod(turn.getAndIncrement(), all.size()));
    }
}
