package io.backhand.heartbeat;

import java.io.Closeable;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The socket of one address that heartbeats are heard on, and the interfaces it has joined the group on.
 *
 * <p>Not thread-safe, but for {@link #close}.
 */
final class ListeningChannel implements Closeable {
    private static final boolean SHARING_NEEDS_REUSE_PORT =
            System.getProperty("os.name", "").startsWith("Mac");

    private final HeartbeatAddress address;
    private final DatagramChannel channel;

    /** By index: an interface that was taken away and made anew under its old name has another one. */
    private final Map<Integer, String> joined = new TreeMap<>();

    /** Indexes of interfaces that can't be joined on, and were told of. */
    private final Set<Integer> refusing = new HashSet<>();

    private ListeningChannel(HeartbeatAddress address, DatagramChannel channel) {
        this.address = address;
        this.channel = channel;
    }

    /**
     * Opens and binds the socket; no group is joined yet.
     *
     * @param shared whether another socket of ours may be in its way
     * @throws IOException in one line with address and reason
     */
    static ListeningChannel open(HeartbeatAddress address, boolean shared) throws IOException {
        try {
            return new ListeningChannel(address, bind(address, shared));
        } catch (IOException e) {
            throw new IOException("heartbeats on %s: %s".formatted(address, reason(e)), e);
        }
    }

    HeartbeatAddress address() {
        return address;
    }

    DatagramChannel channel() {
        return channel;
    }

    InetSocketAddress localAddress() throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    /** The interfaces the group is joined on; none where the address is no group. */
    List<String> interfaces() {
        return List.copyOf(joined.values());
    }

    /**
     * Joins the group on every interface that is new since the last call, or on the one that is named.
     *
     * @return whether there was one
     * @throws IOException in one line, where the group is joined nowhere
     */
    boolean join(ListeningEvents events) throws IOException {
        if (!address.address().isMulticastAddress()) {
            return false;
        }
        int before = joined.size();
        String reason = address.interfaceName().orElse("no interface") + " is not up, or has no address of that family";
        for (NetworkInterface candidate : usableInterfaces()) {
            if (!joined.containsKey(candidate.getIndex())) {
                reason = join(candidate, events).orElse(reason);
            }
        }
        if (joined.isEmpty()) {
            throw new IOException("heartbeats on %s: can't join the group: %s".formatted(address, reason));
        }
        return joined.size() > before;
    }

    /** Whether an interface it was joined on is gone or down: only a new socket joins that one's successor. */
    boolean hasLostAnInterface() throws IOException {
        Set<Integer> usable =
                usableInterfaces().stream().map(NetworkInterface::getIndex).collect(Collectors.toSet());
        return !usable.containsAll(joined.keySet());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Joins on that interface, or tells why not. */
    private Optional<String> join(NetworkInterface candidate, ListeningEvents events) {
        try {
            channel.join(address.address(), candidate);
            joined.put(candidate.getIndex(), candidate.getName());
            return Optional.empty();
        } catch (IOException e) {
            if (refusing.add(candidate.getIndex())) {
                events.notJoined(address, candidate.getName(), reason(e));
            }
            return Optional.of(candidate.getName() + ": " + reason(e));
        }
    }

    private List<NetworkInterface> usableInterfaces() throws IOException {
        List<NetworkInterface> usable = new ArrayList<>();
        for (NetworkInterface candidate : NetworkInterface.networkInterfaces().toList()) {
            boolean wanted =
                    address.interfaceName().map(candidate.getName()::equals).orElse(true);
            if (wanted && isUsable(candidate)) {
                usable.add(candidate);
            }
        }
        return usable;
    }

    private boolean isUsable(NetworkInterface candidate) {
        return isCapable(candidate)
                && candidate.inetAddresses().anyMatch(own -> isIPv4(own) == isIPv4(address.address()));
    }

    /** Loopback's flags say that it can't do multicast, yet joining works. */
    private static boolean isCapable(NetworkInterface candidate) {
        try {
            return candidate.isUp() && (candidate.supportsMulticast() || candidate.isLoopback());
        } catch (SocketException e) {
            // Gone since it was listed, as those of containers go.
            return false;
        }
    }

    private static DatagramChannel bind(HeartbeatAddress address, boolean shared) throws IOException {
        InetAddress wanted = address.address();
        boolean toMany = wanted.isMulticastAddress() || isBroadcast(wanted);
        try {
            return bind(new InetSocketAddress(wanted, address.port()), toMany || shared);
        } catch (IOException e) {
            if (!toMany) {
                throw e;
            }
            // Windows binds to addresses of its own only, a JDK on Linux not to 127.255.255.255. Elsewhere the group's
            // address keeps out what other processes here have joined, which Linux would deliver to the wildcard too.
            InetAddress wildcard = InetAddress.getByName(isIPv4(wanted) ? "0.0.0.0" : "::");
            return bind(new InetSocketAddress(wildcard, address.port()), true);
        }
    }

    private static DatagramChannel bind(InetSocketAddress local, boolean shared) throws IOException {
        ProtocolFamily family = isIPv4(local.getAddress()) ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
        DatagramChannel channel = DatagramChannel.open(family);
        try {
            channel.configureBlocking(false);
            // Only where several sockets get a copy each: of two on one host's address, one would get all.
            channel.setOption(reuse(), shared);
            return channel.bind(local);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static SocketOption<Boolean> reuse() {
        return SHARING_NEEDS_REUSE_PORT ? StandardSocketOptions.SO_REUSEPORT : StandardSocketOptions.SO_REUSEADDR;
    }

    private static boolean isBroadcast(InetAddress wanted) throws IOException {
        return wanted.getHostAddress().equals("255.255.255.255")
                || NetworkInterface.networkInterfaces()
                        .flatMap(candidate -> candidate.getInterfaceAddresses().stream())
                        .anyMatch(own -> isBroadcastOf(own, wanted));
    }

    /** The address of the subnet whose bits behind the prefix are all one; loopback has one too, though unlisted. */
    private static boolean isBroadcastOf(InterfaceAddress own, InetAddress wanted) {
        int hostBits = 32 - own.getNetworkPrefixLength();
        if (!isIPv4(wanted) || !isIPv4(own.getAddress()) || hostBits < 2 || hostBits > 31) {
            return false;
        }
        int hostMask = (1 << hostBits) - 1;
        int ownAddress = ByteBuffer.wrap(own.getAddress().getAddress()).getInt();
        return ByteBuffer.wrap(wanted.getAddress()).getInt() == (ownAddress | hostMask);
    }

    private static boolean isIPv4(InetAddress address) {
        return address instanceof Inet4Address;
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
