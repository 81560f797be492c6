package io.backhand.server;

import io.backhand.config.BalancerConfig.Listener;
import io.backhand.proxy.TrustedPeers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    /** Gives it, and warns of each listener whose trust nobody gets. @return what takes it away again */
    static AutoCloseable give(Server server, List<Listener> listeners) {
        Map<ServerConnector, TrustedPeers> given = new HashMap<>();
        for (Listener listener : listeners) {
            if (listener.protocols().ajp().isPresent()) {
                LOG.warn(
                        "the [[listen]] for ajp on port {} counts nowhere: the balancer speaks AJP on its own server,"
                                + " run by java -jar, and this one is not",
                        listener.port());
                continue;
            }
            Optional<ServerConnector> connector = connectorOf(server, listener.port());
            connector.ifPresent(found -> given.put(found, new TrustedPeers(listener.trust())));
            if (!listener.trust().isEmpty() && connector.isEmpty()) {
                LOG.warn(
                        "the trust of the [[listen]] on port {} counts nowhere: this server has no such connector",
                        listener.port());
            }
        }
        given.forEach(ServerConnector::addBean);
        // The server outlives the web application, whose classes it must not hold on to.
        return () -> given.forEach(ServerConnector::removeBean);
    }

    private static Optional<ServerConnector> connectorOf(Server server, int port) {
        return Stream.of(server.getConnectors())
                .filter(ServerConnector.class::isInstance)
                .map(ServerConnector.class::cast)
                .filter(connector -> connector.getPort() == port)
                .findFirst();
    }
}
