package io.backhand.proxy;

import io.backhand.cluster.Network;
import java.net.InetAddress;
import java.util.List;
import org.eclipse.jetty.server.Connector;

/**
 * The proxies in front of a listener whose forwarded headers count. It is a bean of its connector.
 *
 * @param networks where they are; nobody where empty
 */
public record TrustedPeers(List<Network> networks) {
    /** Nobody is trusted, not even loopback. */
    public static final TrustedPeers NOBODY = new TrustedPeers(List.of());

    /** Takes over a copy. */
    public TrustedPeers {
        networks = List.copyOf(networks);
    }

    /** Those of a connector; nobody where it has none. */
    public static TrustedPeers of(Connector connector) {
        TrustedPeers peers = connector.getBean(TrustedPeers.class);
        return peers == null ? NOBODY : peers;
    }

    /** Whether that peer is one of them. */
    public boolean contains(InetAddress peer) {
        for (Network network : networks) {
            if (network.contains(peer)) {
                return true;
            }
        }
        return false;
    }
}
