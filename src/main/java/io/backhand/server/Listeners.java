package io.backhand.server;

import io.backhand.selectors.SharedConnector;
import io.backhand.server.connection.SlowHeaders;
import io.backhand.status.ListenerClients;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Server;

/** What the status tells of an embedded server's listeners. */
final class Listeners {
    private Listeners() {}

    /** The clients of each, now; of listeners that are not ours nothing is known. */
    static List<ListenerClients> clientsOf(Server server) {
        return Stream.of(server.getConnectors())
                .filter(SharedConnector.class::isInstance)
                .map(SharedConnector.class::cast)
                .map(Listeners::clients)
                .toList();
    }

    private static ListenerClients clients(SharedConnector listener) {
        SlowHeaders slow = listener.getBean(SlowHeaders.class);
        String host = listener.getHost();
        return new ListenerClients(
                (host.contains(":") ? "[" + host + "]" : host) + ":" + listener.getLocalPort(),
                listener.limit().count(),
                listener.limit().max(),
                slow == null ? 0 : slow.ended());
    }
}
