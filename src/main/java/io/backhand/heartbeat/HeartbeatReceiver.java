package io.backhand.heartbeat;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Hears datagrams on several addresses, multicast, broadcast and unicast, and hands each to one handler.
 *
 * <p>Takes one thread of the executor from {@link #start} until {@link #close}, which any thread may call.
 */
public final class HeartbeatReceiver implements Closeable {
    /** How often interfaces that came since are joined on, and addresses that went deaf are tried again. */
    public static final Duration REJOIN_EVERY = Duration.ofSeconds(10);

    /** Datagrams taken from one socket before the next one's turn, so that a flood on one leaves the others audible. */
    private static final int BURST = 64;

    /**
     * How long datagrams gather once all that came were taken: of a thousand agents', one wake-up then takes five. Far
     * below what a heartbeat's age is judged by, and a socket's buffer holds hundreds.
     */
    private static final Duration GATHER = Duration.ofMillis(5);

    private final List<HeartbeatAddress> addresses;
    private final ListeningEvents events;
    private final Neighbours neighbours;
    private final Selector selector;
    private final Map<HeartbeatAddress, ListeningChannel> channels = new ConcurrentHashMap<>();

    /** Whether no socket had more than a burst; the listening thread's own. */
    private boolean tookAll;

    private HeartbeatReceiver(List<HeartbeatAddress> addresses, ListeningEvents events) throws IOException {
        this.addresses = addresses.stream().distinct().toList();
        this.events = events;
        this.neighbours = new Neighbours(addresses);
        this.selector = Selector.open();
    }

    /**
     * Opens all sockets and joins all groups; what arrives waits in them until {@link #start}.
     *
     * @param addresses where to listen; a port of 0 is any free one
     * @throws IOException in one line that names address, interface and reason; nothing stays open then
     */
    public static HeartbeatReceiver open(List<HeartbeatAddress> addresses, ListeningEvents events) throws IOException {
        return open(addresses, List.of(), events);
    }

    /**
     * The default groups: IPv4's has to work, IPv6's may, now or when an interface that can comes up.
     *
     * @throws IOException in one line that names address, interface and reason; nothing stays open then
     */
    public static HeartbeatReceiver openDefaults(ListeningEvents events) throws IOException {
        return open(
                List.of(HeartbeatAddress.parse(HeartbeatAddress.DEFAULT_GROUP)),
                List.of(HeartbeatAddress.parse(HeartbeatAddress.DEFAULT_GROUP_OF_IPV6)),
                events);
    }

    private static HeartbeatReceiver open(
            List<HeartbeatAddress> required, List<HeartbeatAddress> welcome, ListeningEvents events)
            throws IOException {
        List<HeartbeatAddress> all = new ArrayList<>(required);
        all.addAll(welcome);
        HeartbeatReceiver receiver = new HeartbeatReceiver(all, events);
        try {
            receiver.neighbours.refresh();
            for (HeartbeatAddress address : receiver.addresses) {
                receiver.listenOn(address, required.contains(address));
            }
            return receiver;
        } catch (IOException e) {
            receiver.close();
            throw e;
        }
    }

    /** Whether an address is this machine's, or in a subnet of an interface that is listened on. */
    public Predicate<InetAddress> neighbours() {
        return neighbours;
    }

    /** What the sockets are bound to, in the order of the addresses. */
    public List<InetSocketAddress> localAddresses() throws IOException {
        List<InetSocketAddress> bound = new ArrayList<>();
        for (HeartbeatAddress address : addresses) {
            ListeningChannel channel = channels.get(address);
            if (channel != null) {
                bound.add(channel.localAddress());
            }
        }
        return bound;
    }

    /** Hands every datagram to the handler from now on; once only. */
    public void start(Executor executor, DatagramHandler handler) {
        executor.execute(() -> run(handler));
    }

    /** Stops listening at once; the executor gets its thread back. */
    @Override
    public void close() throws IOException {
        selector.close();
        for (ListeningChannel channel : channels.values()) {
            channel.close();
        }
    }

    private void run(DatagramHandler handler) {
        try (this) {
            listen(handler);
        } catch (ClosedSelectorException e) {
            // Closed from outside, which is how this ends.
        } catch (IOException e) {
            addresses.forEach(address -> events.deaf(address, String.valueOf(e.getMessage())));
        }
    }

    private void listen(DatagramHandler handler) throws IOException {
        byte[] buffer = new byte[HeartbeatCodec.MAX_BYTES + 1];
        long rejoinedAtNanos = System.nanoTime();
        while (selector.isOpen() && !Thread.currentThread().isInterrupted()) {
            tookAll = true;
            selector.select(key -> hear(key, buffer, handler), REJOIN_EVERY.toMillis());
            if (System.nanoTime() - rejoinedAtNanos >= REJOIN_EVERY.toNanos()) {
                rejoin();
                rejoinedAtNanos = System.nanoTime();
            }
            if (tookAll) {
                LockSupport.parkNanos(GATHER.toNanos());
            }
        }
    }

    private void hear(SelectionKey key, byte[] buffer, DatagramHandler handler) {
        ListeningChannel channel = (ListeningChannel) key.attachment();
        try {
            for (int i = 0; i < BURST; i++) {
                ByteBuffer datagram = ByteBuffer.wrap(buffer);
                SocketAddress sender = channel.channel().receive(datagram);
                if (sender == null) {
                    return;
                }
                hand(handler, buffer, datagram.position(), ((InetSocketAddress) sender).getAddress());
            }
            tookAll = false;
        } catch (ClosedChannelException e) {
            // Closed from outside.
        } catch (IOException e) {
            lose(channel.address(), e);
        }
    }

    /** Whatever goes wrong with one datagram, the next one is heard. */
    private void hand(DatagramHandler handler, byte[] buffer, int length, InetAddress sender) {
        try {
            handler.handle(buffer, length, sender);
        } catch (RuntimeException e) {
            events.failed(sender, e);
        }
    }

    private void rejoin() {
        refreshNeighbours();
        for (HeartbeatAddress address : addresses) {
            try {
                rejoin(address);
            } catch (IOException e) {
                lose(address, e);
            }
        }
    }

    /** Where the machine can't say what interfaces it has, those of the last look count, and nobody falls silent. */
    private void refreshNeighbours() {
        try {
            neighbours.refresh();
        } catch (SocketException e) {
            // Looked at again after the next REJOIN_EVERY.
        }
    }

    private void rejoin(HeartbeatAddress address) throws IOException {
        ListeningChannel channel = channels.get(address);
        if (channel == null) {
            listenOn(address);
        } else if (channel.hasLostAnInterface()) {
            channel.close();
            listenOn(address);
        } else if (channel.join(events)) {
            events.listening(address, channel.interfaces());
        }
    }

    private void listenOn(HeartbeatAddress address, boolean required) throws IOException {
        try {
            listenOn(address);
        } catch (IOException e) {
            if (required) {
                throw e;
            }
            // Tried again with the next look at the interfaces, and told when it works.
        }
    }

    private void listenOn(HeartbeatAddress address) throws IOException {
        ListeningChannel channel = ListeningChannel.open(address, sharesItsPort(address));
        try {
            channel.join(events);
            channel.channel().register(selector, SelectionKey.OP_READ, channel);
        } catch (IOException | ClosedSelectorException e) {
            channel.close();
            throw e;
        }
        channels.put(address, channel);
        events.listening(address, channel.interfaces());
    }

    private void lose(HeartbeatAddress address, IOException reason) {
        ListeningChannel lost = channels.remove(address);
        if (lost != null) {
            closeQuietly(lost);
            events.deaf(address, String.valueOf(reason.getMessage()));
        }
    }

    /** A socket on the wildcard is in the way of every other one with its port. */
    private boolean sharesItsPort(HeartbeatAddress address) {
        return addresses.stream()
                        .filter(other -> other.port() == address.port())
                        .count()
                > 1;
    }

    private static void closeQuietly(ListeningChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It was given up already, and the reason for that is what counts.
        }
    }
}
