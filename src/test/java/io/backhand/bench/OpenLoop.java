package io.backhand.bench;

import io.backhand.testing.cluster.Artifacts;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * A load generator whose requests come when they come, whether the last was answered or not: at a fixed mean rate, the
 * gaps exponential. Each connection has a thread. A request held up by the one before it on its connection counts from
 * the moment it was due, so that a stall is not hidden; any other counts from the moment it was sent, so that the
 * generator's own awakening is not the proxy's.
 */
public final class OpenLoop {
    private static final int CONNECTIONS = 32;
    /** Of the first part no latency is kept: connections are made and this JVM warms up. */
    private static final long LEAD_IN_NANOS = 2_000_000_000L;
    /** Head and body of an answer; those asked for here are small. */
    private static final int MAX_RESPONSE_BYTES = 16 * 1024;

    private final ByteBuffer request;
    private final ByteBuffer in = ByteBuffer.allocate(MAX_RESPONSE_BYTES);
    private final SocketChannel channel;
    private final double meanGapNanos;
    private final Random random;
    private final long[] micros;
    private int kept;
    private int answered;
    private int errors;

    private OpenLoop(URI uri, int rate, int seconds, int seed) throws IOException {
        String head = "GET " + uri.getPath() + " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\n\r\n";
        request = StandardCharsets.US_ASCII.encode(head);
        channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), uri.getPort()));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        meanGapNanos = 1e9 * CONNECTIONS / rate;
        random = new Random(seed);
        micros = new long[rate * seconds];
    }

    /** What starts one as a process. */
    static List<String> command(URI uri, int rate, int seconds) {
        return List.of(
                Artifacts.java(),
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                Artifacts.testClassPath(),
                OpenLoop.class.getName(),
                uri.toString(),
                Integer.toString(rate),
                Integer.toString(seconds));
    }

    /** Takes URI, rate and seconds; prints one line as {@link LoadResult} reads it. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int seconds = Integer.parseInt(args[2]);
        List<OpenLoop> clients = new ArrayList<>();
        for (int seed = 0; seed < CONNECTIONS; seed++) {
            clients.add(new OpenLoop(URI.create(args[0]), Integer.parseInt(args[1]), seconds, seed));
        }
        long start = System.nanoTime();
        List<Thread> threads = clients.stream()
                .map(client -> new Thread(() -> client.run(start, start + seconds * 1_000_000_000L)))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        long[] kept = clients.stream()
                .flatMapToLong(client -> Arrays.stream(client.micros, 0, client.kept))
                .toArray();
        long errors = clients.stream().mapToLong(client -> client.errors).sum();
        long answered = clients.stream().mapToLong(client -> client.answered).sum();
        System.out.println(
                LoadResult.of(kept, errors, seconds).withRequests(answered).line());
    }

    private void run(long start, long end) {
        try (channel) {
            long due = start + gapNanos();
            while (due < end) {
                boolean heldUp = System.nanoTime() > due;
                sleepUntil(due);
                exchange(heldUp ? due : System.nanoTime(), start + LEAD_IN_NANOS);
                due += gapNanos();
            }
        } catch (IOException e) {
            errors++;
            throw new UncheckedIOException(e);
        }
    }

    private long gapNanos() {
        return (long) (-meanGapNanos * Math.log(1 - random.nextDouble()));
    }

    private static void sleepUntil(long nanoTime) {
        for (long early = nanoTime - System.nanoTime(); early > 0; early = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(early);
        }
    }

    private void exchange(long counted, long keptFrom) throws IOException {
        channel.write(request.rewind());
        in.clear();
        while (!isWhole()) {
            if (channel.read(in) < 0) {
                throw new EOFException("the connection ended within an answer");
            }
        }
        answered++;
        long now = System.nanoTime();
        if (now > keptFrom) {
            micros[kept++] = (now - counted) / 1_000;
        }
    }

    private boolean isWhole() {
        String text = new String(in.array(), 0, in.position(), StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return false;
        }
        if (!text.startsWith("HTTP/1.1 2")) {
            errors++;
        }
        return in.position() >= end + 4 + contentLength(text.substring(0, end));
    }

    private static int contentLength(String head) {
        return head.toLowerCase(Locale.ROOT)
                .lines()
                .filter(line -> line.startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(
                        line.substring("content-length:".length()).strip()))
                .findFirst()
                .orElse(0);
    }
}
