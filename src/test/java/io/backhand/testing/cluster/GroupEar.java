package io.backhand.testing.cluster;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Hears heartbeats as a balancer does, and remembers when each backend first said what. Thread-safe. */
public final class GroupEar implements AutoCloseable {
    static final String GROUP = "239.255.66.72";

    /** Where multicast works on any Linux, without a network. */
    static final String INTERFACE = "lo";

    private final MulticastSocket socket;
    private final Map<String, Long> firstHeardNanos = new ConcurrentHashMap<>();

    GroupEar(int port) throws IOException {
        socket = new MulticastSocket(port);
        socket.joinGroup(
                new InetSocketAddress(InetAddress.getByName(GROUP), port), NetworkInterface.getByName(INTERFACE));
        Thread listening = new Thread(this::listen, "heartbeat-ear");
        listening.setDaemon(true);
        listening.start();
    }

    private void listen() {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        while (!socket.isClosed()) {
            try {
                socket.receive(packet);
            } catch (IOException e) {
                return;
            }
            long now = System.nanoTime();
            String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
            firstHeardNanos.putIfAbsent(value(text, "name") + " " + value(text, "intent"), now);
        }
    }

    private static String value(String heartbeat, String key) {
        for (String pair : heartbeat.split("&", -1)) {
            if (pair.startsWith(key + "=")) {
                return pair.substring(key.length() + 1);
            }
        }
        return "";
    }

    /** When a backend first announced that intent, by {@link System#nanoTime}; waits for it. */
    public long awaitFirst(String name, String intent) {
        return Await.until(
                name + " announces " + intent,
                Duration.ofSeconds(20),
                () -> Optional.ofNullable(firstHeardNanos.get(name + " " + intent)));
    }

    @Override
    public void close() {
        socket.close();
    }
}
