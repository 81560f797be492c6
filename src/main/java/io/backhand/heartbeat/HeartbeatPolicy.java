package io.backhand.heartbeat;

import io.backhand.cluster.Network;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Whose heartbeats count.
 *
 * @param accept senders whose datagrams are looked at; {@link HeartbeatReceiver#neighbours} where nothing is configured
 * @param contacts networks an unsigned heartbeat may send traffic to, besides its own sender
 * @param keys the cluster's keys; with them, unsigned heartbeats are refused
 * @param unsignedFrom senders whose heartbeats in httpd's format count although keys are set; only ready and busy
 *     are taken, and the port
 */
public record HeartbeatPolicy(
        Predicate<InetAddress> accept, List<Network> contacts, Optional<Keys> keys, List<InetAddress> unsignedFrom) {

    /** An accept list of these networks. */
    public static Predicate<InetAddress> anyOf(List<Network> networks) {
        List<Network> all = List.copyOf(networks);
        return address -> isIn(all, address);
    }

    boolean mayContact(InetAddress contact) {
        return isIn(contacts, contact);
    }

    private static boolean isIn(List<Network> networks, InetAddress address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }
}
