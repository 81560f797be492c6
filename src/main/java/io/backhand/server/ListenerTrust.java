package io.backhand.server;

import io.backhand.config.BalancerConfig.Listener;
import io.backhand.proxy.TrustedPeers;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the connectors of a server that is not ours the trust of the {@code [[listen]]} with their port. Of such a
 * {@code [[listen]]} nothing else counts: the server listens where it was told to.
 */
final class ListenerTrust {
    private static final Logger LOG = LoggerFactory.getLogger(ListenerTrust.class);

    private ListenerTrust() {}

    /** Gives it, and warns of each listener whose trust nobody gets. */
    static void give(Server server, List<Listener> listeners) {
        for (Listener listener : listeners) {
            Optional<ServerConnector> connector = Stream.of(server.getConnectors())
                    .filter(ServerConnector.class::isInstance)
                    .map(ServerConnector.class::cast)
                    .filter(candidate -> candidate.getPort() == listener.port())
                    .findFirst();
            if (!listener.trust().isEmpty() && connector.isEmpty()) {
                LOG.warn(
                        "the trust of the [[listen]] on port {} counts nowhere: this server has no such connector",
                        listener.port());
            }
            connector.ifPresent(found -> {
                found.getBeans(TrustedPeers.class).forEach(found::removeBean);
                found.addBean(new TrustedPeers(listener.trust()));
            });
        }
    }
}
