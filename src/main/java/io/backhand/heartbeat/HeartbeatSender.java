package io.backhand.heartbeat;

import io.backhand.cluster.Contact;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Sends a datagram to each of several destinations, by multicast, broadcast or unicast.
 *
 * <p>Each datagram has a socket of its own, as httpd's have: so nothing goes stale when interfaces come and go,
 * and nothing need be closed. Not thread-safe.
 */
public final class HeartbeatSender {
    private final List<HeartbeatAddress> destinations;
    private final Optional<InetAddress> source;
    private final SendingEvents events;
    private final Set<HeartbeatAddress> unreachable = new HashSet<>();

    /**
     * A sender for the agent of one server.
     *
     * @param source the server's address; used as the datagrams' source while this machine has it, since httpd's
     *     monitor knows a server by that alone, and a group is sent to on its interface
     */
    public HeartbeatSender(List<HeartbeatAddress> destinations, Optional<InetAddress> source, SendingEvents events) {
        this.destinations = List.copyOf(destinations);
        this.source = source;
        this.events = events;
    }

    /** A sender for the server at that contact; looks its name up, which may take its time. */
    public static HeartbeatSender of(List<HeartbeatAddress> destinations, Contact contact, SendingEvents events) {
        return new HeartbeatSender(destinations, addressOf(contact), events);
    }

    /** Sends it everywhere. A destination that fails does not stop the others, and is tried again the next time. */
    public void send(byte[] datagram) {
        for (HeartbeatAddress destination : destinations) {
            try {
                send(datagram, destination);
                if (unreachable.remove(destination)) {
                    events.reachable(destination);
                }
            } catch (IOException e) {
                if (unreachable.add(destination)) {
                    events.unreachable(destination, String.valueOf(e.getMessage()));
                }
            }
        }
    }

    private void send(byte[] datagram, HeartbeatAddress destination) throws IOException {
        boolean v4 = isIPv4(destination.address());
        try (DatagramChannel channel =
                DatagramChannel.open(v4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6)) {
            Optional<NetworkInterface> own = ownInterface();
            if (destination.address().isMulticastAddress()) {
                Optional<NetworkInterface> through = namedInterface(destination).or(() -> own);
                if (through.isPresent()) {
                    channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, through.get());
                }
                channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, destination.ttl());
            } else if (v4) {
                channel.setOption(StandardSocketOptions.SO_BROADCAST, true);
            }
            if (own.isPresent() && isIPv4(source.orElseThrow()) == v4) {
                channel.bind(new InetSocketAddress(source.get(), 0));
            }
            channel.send(ByteBuffer.wrap(datagram), new InetSocketAddress(destination.address(), destination.port()));
        }
    }

    /** The interface that has the source address now. All of 127.0.0.0/8 is this machine's, listed or not. */
    private Optional<NetworkInterface> ownInterface() throws IOException {
        if (source.isEmpty()) {
            return Optional.empty();
        }
        NetworkInterface listed = NetworkInterface.getByInetAddress(source.get());
        return listed == null && source.get().isLoopbackAddress()
                ? Optional.ofNullable(NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()))
                : Optional.ofNullable(listed);
    }

    private static Optional<NetworkInterface> namedInterface(HeartbeatAddress destination) throws IOException {
        if (destination.interfaceName().isEmpty()) {
            return Optional.empty();
        }
        String name = destination.interfaceName().get();
        NetworkInterface named = NetworkInterface.getByName(name);
        if (named == null) {
            throw new IOException("no interface " + name);
        }
        return Optional.of(named);
    }

    private static Optional<InetAddress> addressOf(Contact contact) {
        try {
            return Optional.of(InetAddress.getByName(contact.host()));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static boolean isIPv4(InetAddress address) {
        return address instanceof Inet4Address;
    }
}
