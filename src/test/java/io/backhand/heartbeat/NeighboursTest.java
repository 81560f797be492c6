package io.backhand.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backhand.cluster.Network;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NeighboursTest {
    private static final InetAddress STRANGER = Network.address("203.0.113.77");

    @Test
    void knowsThisMachineBeforeItHasLooked() {
        Neighbours neighbours = listeningOn("127.0.0.1:4445");

        assertThat(neighbours.test(Network.address("127.1.2.3"))).isTrue();
        assertThat(neighbours.test(Network.address("::1"))).isTrue();
        assertThat(neighbours.test(STRANGER)).isFalse();
    }

    @Test
    void theBroadcastToEverySubnetIsHeardFromEverySubnet() throws Exception {
        Optional<InetAddress> own = ownAddress();
        assumeTrue(own.isPresent(), "no interface but loopback");
        Neighbours neighbours = listeningOn("255.255.255.255:4445");

        neighbours.refresh();

        assertThat(neighbours.test(own.get())).isTrue();
        assertThat(neighbours.test(STRANGER)).isFalse();
    }

    @Test
    void aUnicastAddressIsHeardFromItsOwnSubnetOnly() throws Exception {
        Optional<InetAddress> own = ownAddress();
        assumeTrue(own.isPresent(), "no interface but loopback");
        Neighbours neighbours = listeningOn("127.0.0.1:4445");

        neighbours.refresh();

        assertThat(neighbours.test(own.get())).isFalse();
    }

    private static Neighbours listeningOn(String address) {
        return new Neighbours(List.of(HeartbeatAddress.parse(address)));
    }

    private static Optional<InetAddress> ownAddress() throws SocketException {
        for (NetworkInterface candidate : NetworkInterface.networkInterfaces().toList()) {
            if (candidate.isUp() && !candidate.isLoopback()) {
                Optional<InetAddress> own = candidate
                        .inetAddresses()
                        .filter(Inet4Address.class::isInstance)
                        .findFirst();
                if (own.isPresent()) {
                    return own;
                }
            }
        }
        return Optional.empty();
    }
}
