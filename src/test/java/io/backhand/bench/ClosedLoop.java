package io.backhand.bench;

import io.backhand.testing.cluster.Artifacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.List;

/**
 * A load generator for what wrk does not speak: one thread, connections that each ask again when the last answer is
 * whole. It speaks AJP/1.3 and HTTP/1.1, so that the two can be compared under the same load with the same fields.
 */
public final class ClosedLoop {
    private static final int MOST_LATENCIES = 10_000_000;
    private static final int RECEIVE_BYTES = 16 * 1024;
    /** Nothing that is measured takes so long; the proxy hangs. */
    private static final long SILENCE_MILLIS = 10_000;

    private final Selector selector = Selector.open();
    private final Wire wire;
    private long[] micros = new long[1 << 20];
    private int answered;
    private int errors;

    private ClosedLoop(Wire wire) throws IOException {
        this.wire = wire;
    }

    /** A connection and what it waits for. */
    private static final class Client {
        private final ByteBuffer out;
        private final ByteBuffer in = ByteBuffer.allocate(RECEIVE_BYTES);
        private long asked;

        Client(ByteBuffer request) {
            out = request.duplicate();
        }
    }

    /** What starts one as a process. */
    static List<String> command(URI uri, int connections, int bodyBytes, int seconds) {
        return List.of(
                Artifacts.java(),
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                Artifacts.testClassPath(),
                ClosedLoop.class.getName(),
                uri.toString(),
                Integer.toString(connections),
                Integer.toString(bodyBytes),
                Integer.toString(seconds));
    }

    /** Takes URI ({@code ajp:} or {@code http:}), connections, bytes of body, and seconds; prints one line as {@link LoadResult} reads it. */
    public static void main(String[] args) throws IOException {
        URI uri = URI.create(args[0]);
        int bodyBytes = Integer.parseInt(args[2]);
        Wire wire = uri.getScheme().equals("ajp") ? new AjpWire(uri, bodyBytes) : new HttpWire(uri, bodyBytes);
        ClosedLoop loop = new ClosedLoop(wire);
        int seconds = Integer.parseInt(args[3]);
        loop.run(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), uri.getPort()),
                Integer.parseInt(args[1]),
                seconds);
        System.out.println(LoadResult.of(Arrays.copyOf(loop.micros, loop.answered), loop.errors, seconds)
                .line());
    }

    private void run(InetSocketAddress address, int connections, int seconds) throws IOException {
        for (int i = 0; i < connections; i++) {
            SocketChannel channel = SocketChannel.open(address);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            Client client = new Client(wire.request());
            channel.register(selector, SelectionKey.OP_READ, client);
            ask(channel, client);
        }
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        while (System.nanoTime() < end) {
            if (selector.select(this::hear, SILENCE_MILLIS) == 0) {
                throw new IOException("no answer within " + SILENCE_MILLIS + " ms");
            }
        }
    }

    private void ask(SocketChannel channel, Client client) throws IOException {
        client.asked = System.nanoTime();
        client.out.rewind();
        while (client.out.hasRemaining()) {
            // It is smaller than what the kernel takes.
            channel.write(client.out);
        }
    }

    private void hear(SelectionKey key) {
        try {
            Client client = (Client) key.attachment();
            SocketChannel channel = (SocketChannel) key.channel();
            if (channel.read(client.in) < 0) {
                throw new IOException("the connection ended");
            }
            switch (wire.answer(client.in)) {
                case PART -> {}
                case GOOD -> next(channel, client);
                case BAD -> {
                    errors++;
                    next(channel, client);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void next(SocketChannel channel, Client client) throws IOException {
        keep((System.nanoTime() - client.asked) / 1_000);
        client.in.clear();
        ask(channel, client);
    }

    private void keep(long latency) {
        if (answered == micros.length) {
            micros = Arrays.copyOf(micros, Math.min(MOST_LATENCIES, 2 * answered));
        }
        micros[answered++] = latency;
    }
}
