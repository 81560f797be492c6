package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.cluster.Network;
import io.backhand.config.BalancerConfig.Listener;
import io.backhand.proxy.TrustedPeers;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;

class ListenerTrustTest {
    private static final List<Network> PROXY = List.of(Network.parse("192.168.0.1"));

    private final Server server = new Server();

    @Test
    void goesToTheConnectorOfItsPortAndToNoOther() {
        ServerConnector inside = connector(8080);
        ServerConnector outside = connector(8443);

        ListenerTrust.give(server, List.of(listener(8080)));

        assertThat(TrustedPeers.of(inside).networks()).isEqualTo(PROXY);
        assertThat(TrustedPeers.of(outside)).isEqualTo(TrustedPeers.NOBODY);
    }

    @Test
    void countsNowhereWithoutSuchAConnector() {
        ServerConnector other = connector(8080);

        ListenerTrust.give(server, List.of(listener(9090)));

        assertThat(TrustedPeers.of(other)).isEqualTo(TrustedPeers.NOBODY);
    }

    @Test
    void goesWithTheWebApplication() throws Exception {
        ServerConnector connector = connector(8080);

        ListenerTrust.give(server, List.of(listener(8080))).close();

        assertThat(TrustedPeers.of(connector)).isEqualTo(TrustedPeers.NOBODY);
    }

    private ServerConnector connector(int port) {
        ServerConnector connector = new ServerConnector(server);
        connector.setPort(port);
        server.addConnector(connector);
        return connector;
    }

    private static Listener listener(int port) {
        return new Listener("0.0.0.0", port, Optional.empty(), PROXY);
    }
}
