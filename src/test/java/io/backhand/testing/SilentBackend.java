package io.backhand.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** A backend that accepts nobody and whose kernel has no room for more who wait: no further connection comes about. */
public record SilentBackend(ServerSocket listener, List<SocketChannel> waiting) implements AutoCloseable {
    private static final int MORE_THAN_FIT = 8;

    /** Opens one on loopback. */
    public static SilentBackend open() throws IOException {
        ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        SilentBackend backend = new SilentBackend(listener, new ArrayList<>());
        for (int i = 0; i < MORE_THAN_FIT; i++) {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.connect(new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()));
            backend.waiting.add(channel);
        }
        return backend;
    }

    /** Where it listens. */
    public String url() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : waiting) {
            channel.close();
        }
        listener.close();
    }
}
