package io.backhand.bench;

import io.backhand.testing.cluster.Artifacts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Connections that have had one answer and then say nothing, held by a process of their own. */
public final class IdleClients implements AutoCloseable {
    private static final int ANSWER_BYTES = 16 * 1024;

    private final Process process;
    private final BufferedReader told;

    private IdleClients(Process process) {
        this.process = process;
        told = process.inputReader(StandardCharsets.US_ASCII);
    }

    /** Opens them, and returns when each has its answer. */
    static IdleClients open(URI uri, int connections) throws IOException {
        IdleClients clients = new IdleClients(new ProcessBuilder(Processors.load(List.of(
                        Artifacts.java(),
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-cp",
                        Artifacts.testClassPath(),
                        IdleClients.class.getName(),
                        uri.toString(),
                        Integer.toString(connections))))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        clients.number();
        return clients;
    }

    /** Counts those that the proxy has not closed meanwhile. */
    int stillOpen() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        return number();
    }

    private int number() throws IOException {
        String line = told.readLine();
        if (line == null) {
            throw new IOException("idle connections could not be held");
        }
        return Integer.parseInt(line);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            // Their ends must have reached the proxy before the next is measured.
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes URI and count; prints the count when all are open, and how many still are for each line it is sent. */
    public static void main(String[] args) throws IOException {
        URI uri = URI.create(args[0]);
        List<SocketChannel> channels = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            channels.add(asked(uri));
        }
        System.out.println(channels.size());
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        while (in.readLine() != null) {
            System.out.println(channels.stream().filter(IdleClients::isOpen).count());
        }
    }

    private static SocketChannel asked(URI uri) throws IOException {
        SocketChannel channel =
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), uri.getPort()));
        String head = "GET " + uri.getPath() + " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\n\r\n";
        channel.write(StandardCharsets.US_ASCII.encode(head));
        if (channel.read(ByteBuffer.allocate(ANSWER_BYTES)) < 0) {
            throw new IOException("a connection was closed instead of answered");
        }
        channel.configureBlocking(false);
        return channel;
    }

    private static boolean isOpen(SocketChannel channel) {
        try {
            ByteBuffer rest = ByteBuffer.allocate(ANSWER_BYTES);
            int read = channel.read(rest);
            while (read > 0) {
                read = channel.read(rest.clear());
            }
            return read == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
