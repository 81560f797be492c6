package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.proxy.ProxyCounters.Event;
import io.backhand.testing.HandlerBackend;
import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import io.backhand.testing.TestBalancer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bodies of any size, both ways, no faster than the other side takes them. */
@Timeout(60)
class StreamingIT {
    private static final int MIB = 1024 * 1024;
    private static final int SIZE = 64 * MIB;

    /** What the kernel's buffers on the way and ours may hold while nobody reads. */
    private static final int HELD_ON_THE_WAY = 24 * MIB;

    @Test
    void passesOnABigResponseUnchanged() throws Exception {
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.write("HTTP/1.1 200 OK\r\nContent-Length: " + SIZE + "\r\n\r\n");
                    for (int i = 0; i < SIZE / MIB; i++) {
                        wire.write(mebibyte(i));
                    }
                });
                TestBalancer balancer = TestBalancer.before(backend.url()).start();
                Socket client = connect(balancer)) {
            client.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = client.getInputStream();
            skipHead(in);
            CRC32 got = new CRC32();
            byte[] buffer = new byte[64 * 1024];
            long length = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                got.update(buffer, 0, n);
                length += n;
            }

            assertThat(length).isEqualTo(SIZE);
            assertThat(got.getValue()).isEqualTo(sum());
        }
    }

    @Test
    void passesOnABigRequestUnchanged() throws Exception {
        try (HandlerBackend backend = HandlerBackend.answering((request, response, callback) -> {
                    CRC32 got = new CRC32();
                    try (InputStream in = Content.Source.asInputStream(request)) {
                        byte[] buffer = new byte[64 * 1024];
                        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                            got.update(buffer, 0, n);
                        }
                    }
                    Content.Sink.write(response, true, "sum " + got.getValue() + ";", callback);
                });
                TestBalancer balancer = TestBalancer.before(backend.url()).start();
                RawClient client = new RawClient(balancer.port())) {
            client.write("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: " + SIZE + "\r\n\r\n");
            for (int i = 0; i < SIZE / MIB; i++) {
                client.write(mebibyte(i));
            }

            assertThat(client.readUntil(";")).endsWith("sum " + sum() + ";");
        }
    }

    @Test
    void holdsABackendBackThatIsFasterThanTheClient() throws Exception {
        AtomicLong written = new AtomicLong();
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.write("HTTP/1.1 200 OK\r\n\r\n");
                    for (int i = 0; ; i++) {
                        wire.write(mebibyte(i));
                        written.addAndGet(MIB);
                    }
                });
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            try (RawClient client = new RawClient(balancer.port())) {
                client.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                client.readUntil("\r\n\r\n");
                awaitStandstill(written);

                assertThat(written.get()).isLessThan(HELD_ON_THE_WAY);
            }
            balancer.awaitCount(Event.CLIENT_GONE, 1);
            assertThat(balancer.account("b0").failures()).isZero();
        }
    }

    @Test
    void holdsAClientBackThatIsFasterThanTheBackend() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        AtomicLong written = new AtomicLong();
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    awaitQuietly(done);
                });
                TestBalancer balancer = TestBalancer.before(backend.url()).start();
                RawClient client = new RawClient(balancer.port())) {
            Thread writer = new Thread(() -> {
                try {
                    client.write("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: " + 1024L * MIB + "\r\n\r\n");
                    for (int i = 0; i < 1024; i++) {
                        client.write(mebibyte(i));
                        written.addAndGet(MIB);
                    }
                } catch (IOException e) {
                    done.countDown(); // The test is over.
                }
            });
            writer.start();
            awaitStandstill(written);

            assertThat(written.get()).isLessThan(HELD_ON_THE_WAY);
            done.countDown();
        }
    }

    @Test
    void passesEachPieceOnAsItComes() throws Exception {
        CountDownLatch[] seen = {new CountDownLatch(1), new CountDownLatch(1), new CountDownLatch(1)};
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
                    awaitQuietly(seen[0]);
                    wire.write("data: 1\n\n");
                    awaitQuietly(seen[1]);
                    wire.write("data: 2\n\n");
                    awaitQuietly(seen[2]);
                });
                TestBalancer balancer = TestBalancer.before(backend.url()).start();
                RawClient client = new RawClient(balancer.port())) {
            client.write("GET / HTTP/1.0\r\n\r\n");
            client.readUntil("\r\n\r\n");
            seen[0].countDown();
            client.readUntil("data: 1\n\n");
            seen[1].countDown();
            client.readUntil("data: 2\n\n");
            seen[2].countDown();

            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void passesOnAnAnswerThatComesBeforeTheRequestHasEnded() throws Exception {
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.write("HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nno.");
                    wire.read(SIZE);
                });
                TestBalancer balancer = TestBalancer.before(backend.url()).start();
                RawClient client = new RawClient(balancer.port())) {
            client.write("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: " + SIZE + "\r\n\r\nfirst");

            assertThat(client.readUntil("no.")).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void countsAClientThatBreaksOffItsBody() throws Exception {
        try (HandlerBackend backend = HandlerBackend.answering(
                        (request, response, callback) -> Content.Source.consumeAll(request, callback));
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            try (RawClient client = new RawClient(balancer.port())) {
                client.write("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nfirst");
                TestBalancer.await(
                        "it is under way", () -> balancer.account("b0").inFlight() == 1);
            }
            balancer.awaitCount(Event.CLIENT_GONE, 1);
            assertThat(balancer.account("b0").failures()).isZero();
        }
    }

    @Test
    void servesManyAtOnce() throws Exception {
        try (HandlerBackend backend = HandlerBackend.answering((request, response, callback) -> {
                    response.setStatus(HttpStatus.OK_200);
                    Response.asBufferedOutputStream(request, response).close();
                    callback.succeeded();
                });
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            Thread[] clients = new Thread[8];
            AtomicLong good = new AtomicLong();
            for (int i = 0; i < clients.length; i++) {
                clients[i] = new Thread(() -> good.addAndGet(askManyTimes(balancer.port())));
                clients[i].start();
            }
            for (Thread client : clients) {
                client.join();
            }

            assertThat(good.get()).isEqualTo(8 * 200);
            balancer.awaitCount(Event.PROXIED, 8 * 200);
        }
    }

    private static int askManyTimes(int port) {
        int good = 0;
        try (RawClient client = new RawClient(port)) {
            for (int i = 0; i < 200; i++) {
                client.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                good += client.readUntil("\r\n\r\n").startsWith("HTTP/1.1 200 ") ? 1 : 0;
            }
        } catch (IOException e) {
            return good;
        }
        return good;
    }

    private static Socket connect(TestBalancer balancer) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), balancer.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void skipHead(InputStream in) throws IOException {
        int last4 = 0;
        while (last4 != 0x0D0A0D0A) {
            last4 = last4 << 8 | in.read();
        }
    }

    private static String mebibyte(int number) {
        return String.format("%08d", number).repeat(MIB / 8);
    }

    private static long sum() {
        CRC32 sum = new CRC32();
        for (int i = 0; i < SIZE / MIB; i++) {
            sum.update(mebibyte(i).getBytes(StandardCharsets.ISO_8859_1));
        }
        return sum.getValue();
    }

    /** Until it has not grown for half a second. */
    private static void awaitStandstill(AtomicLong count) {
        AtomicLong last = new AtomicLong(-1);
        AtomicLong since = new AtomicLong(System.nanoTime());
        TestBalancer.await("nothing moves any more", () -> {
            long now = count.get();
            if (now == 0 || last.getAndSet(now) != now) {
                since.set(System.nanoTime());
            }
            return System.nanoTime() - since.get() > 500_000_000L;
        });
    }

    private static void awaitQuietly(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new IOException("waited for too long");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
