package io.backhand.heartbeat;

import io.backhand.cluster.Network;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Whom heartbeats are taken from where nothing is configured: this machine, and the subnets of the interfaces
 * that are listened on. Thread-safe.
 */
final class Neighbours implements Predicate<InetAddress> {
    private static final List<Network> LOOPBACK = List.of(Network.parse("127.0.0.0/8"), Network.parse("::1"));

    /** The broadcast address that is heard on every interface. */
    private static final String EVERY_SUBNET = "255.255.255.255";

    private final List<HeartbeatAddress> listening;
    private volatile List<Network> networks = LOOPBACK;

    Neighbours(List<HeartbeatAddress> listening) {
        this.listening = List.copyOf(listening);
    }

    @Override
    public boolean test(InetAddress address) {
        for (Network network : networks) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /** Looks at the machine's interfaces anew: they come, go and change their addresses. */
    void refresh() throws SocketException {
        List<Network> found = new ArrayList<>(LOOPBACK);
        for (NetworkInterface candidate : NetworkInterface.networkInterfaces().toList()) {
            if (isUp(candidate) && listening.stream().anyMatch(address -> isHeardOn(address, candidate))) {
                candidate.getInterfaceAddresses().forEach(own -> subnet(own).ifPresent(found::add));
            }
        }
        networks = List.copyOf(found);
    }

    private static boolean isUp(NetworkInterface candidate) {
        try {
            return candidate.isUp();
        } catch (SocketException e) {
            // Gone since it was listed, as those of containers go.
            return false;
        }
    }

    private static boolean isHeardOn(HeartbeatAddress address, NetworkInterface candidate) {
        if (address.interfaceName().isPresent()) {
            return address.interfaceName().get().equals(candidate.getName());
        }
        InetAddress wanted = address.address();
        return wanted.isMulticastAddress()
                || wanted.isAnyLocalAddress()
                || wanted.getHostAddress().equals(EVERY_SUBNET)
                || candidate.getInterfaceAddresses().stream().anyMatch(own -> isOwn(own, wanted));
    }

    private static boolean isOwn(InterfaceAddress own, InetAddress wanted) {
        return wanted.equals(own.getAddress()) || wanted.equals(own.getBroadcast());
    }

    /** A prefix of 0 bits would be everybody; some tunnels report it for not knowing better. */
    private static Optional<Network> subnet(InterfaceAddress own) {
        int bits = own.getNetworkPrefixLength();
        boolean plausible = bits > 0 && bits <= own.getAddress().getAddress().length * 8;
        return plausible ? Optional.of(new Network(own.getAddress(), bits)) : Optional.empty();
    }
}
