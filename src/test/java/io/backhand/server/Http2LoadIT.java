package io.backhand.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.selectors.Tricks;
import io.backhand.testing.RawBackend;
import io.backhand.testing.TestBalancer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.RetryableStreamException;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.frames.GoAwayFrame;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients of HTTP/2 with many streams: while the server stops, and while one of them takes nothing. */
@Timeout(60)
class Http2LoadIT {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String H2C = "[[listen]]\nhttp = \"127.0.0.1:0\"\nh2c = true\n";
    private static final int STREAMS = 16;
    private static final int CANCEL = 8;

    /** What the stream's window and the buffers of two connections' sockets may hold; the response has thirty times as much. */
    private static final long HELD_BYTES = 32L << 20;

    @TempDir
    private Path folder;

    private final HTTP2Client http2 = new HTTP2Client();

    @BeforeEach
    void start() throws Exception {
        http2.start();
    }

    @AfterEach
    void stop() throws Exception {
        http2.stop();
    }

    /** What the farewell says was not looked at may be asked again, of whomever (RFC 9113, 6.8), and is no request here. */
    @Test
    void everyRequestThatWasTakenBeforeTheFarewellIsAnswered() throws Exception {
        try (RawBackend backend = RawBackend.answering(OK);
                OwnServer server = OwnServer.withTables(folder, backend.url(), H2C, Tricks.all())) {
            AskingClient client = new AskingClient();
            Session session = connect(server, client);
            for (int i = 0; i < STREAMS; i++) {
                client.askUntilToldToGo(session, server);
            }
            TestBalancer.await("it is busy", () -> client.answered.get() > 20 * STREAMS);
            server.close();

            client.closed.get(20, TimeUnit.SECONDS);
            TestBalancer.await(
                    "all have ended", () -> client.answered.get() + client.failures.size() == client.asked.get());
            assertThat(client.failures).isEmpty();
            assertThat(backend.heads()).hasSize(client.answered.get());
        }
    }

    @Test
    void oneThatTakesNothingOfABigResponseHoldsLittleAndNobodyUp() throws Exception {
        AtomicLong written = new AtomicLong();
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        try (RawBackend backend = RawBackend.start(wire -> {
                    String head = wire.readHead();
                    if (head.startsWith("GET /big ")) {
                        sendWithoutEnd(wire, written, ended);
                    }
                    while (!head.isEmpty()) {
                        wire.write(OK);
                        head = wire.readHead();
                    }
                });
                OwnServer server = OwnServer.withTables(folder, backend.url(), H2C, Tricks.all())) {
            AskingClient client = new AskingClient();
            Session session = connect(server, client);
            CompletableFuture<Stream> big = new CompletableFuture<>();
            session.newStream(frame(server, "/big"), Promise.from(big), new TakesNothing());
            TestBalancer.await("the response has begun", () -> written.get() > 0);

            int others = 0;
            long before;
            do {
                before = written.get();
                others += 200;
                client.ask(session, server, others);
            } while (written.get() > before);
            assertThat(client.failures).isEmpty();
            assertThat(written.get()).isLessThan(HELD_BYTES);

            Stream stream = big.get(10, TimeUnit.SECONDS);
            stream.reset(new ResetFrame(stream.getId(), CANCEL), Callback.NOOP);
            assertThat(ended.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void sendWithoutEnd(RawBackend.Wire wire, AtomicLong written, CompletableFuture<Boolean> ended)
            throws IOException {
        try {
            wire.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
            String piece = "x".repeat(100_000);
            while (written.get() < 1_000_000_000) {
                wire.write(piece);
                written.addAndGet(piece.length());
            }
        } finally {
            ended.complete(true);
        }
    }

    private Session connect(OwnServer server, Session.Listener listener) throws Exception {
        int port = URI.create(server.server().urls().get(2)).getPort();
        return http2.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), listener)
                .get(10, TimeUnit.SECONDS);
    }

    private static HeadersFrame frame(OwnServer server, String path) {
        HttpURI uri = HttpURI.from(server.server().urls().get(2) + path);
        return new HeadersFrame(new MetaData.Request("GET", uri, HttpVersion.HTTP_2, HttpFields.EMPTY), null, true);
    }

    /** Leaves what comes where it is, so that the stream's window closes. */
    private static final class TakesNothing implements Stream.Listener {
        @Override
        public void onHeaders(Stream stream, HeadersFrame frame) {}
    }

    /** Asks again as soon as it has an answer, until it is told to go. */
    private static final class AskingClient implements Session.Listener {
        private final AtomicInteger asked = new AtomicInteger();
        private final AtomicInteger answered = new AtomicInteger();
        private final Queue<String> failures = new ConcurrentLinkedQueue<>();
        private final AtomicBoolean toldToGo = new AtomicBoolean();
        private final CompletableFuture<Boolean> closed = new CompletableFuture<>();

        @Override
        public void onGoAway(Session session, GoAwayFrame frame) {
            toldToGo.set(true);
        }

        @Override
        public void onClose(Session session, GoAwayFrame frame, Callback callback) {
            closed.complete(true);
            callback.succeeded();
        }

        void askUntilToldToGo(Session session, OwnServer server) {
            if (!toldToGo.get()) {
                askOnce(session, server, () -> askUntilToldToGo(session, server));
            }
        }

        /** Has so many answers in all, a few at a time. */
        void ask(Session session, OwnServer server, int inAll) {
            for (int i = 0; i < STREAMS; i++) {
                askUpTo(inAll, session, server);
            }
            TestBalancer.await("they are answered", () -> answered.get() + failures.size() >= inAll);
            TestBalancer.await("all have ended", () -> answered.get() + failures.size() == asked.get());
        }

        private void askUpTo(int inAll, Session session, OwnServer server) {
            if (asked.get() < inAll) {
                askOnce(session, server, () -> askUpTo(inAll, session, server));
            }
        }

        /** One that was not begun since the farewell has come meanwhile is none. */
        private void noStream(Throwable failure) {
            if (toldToGo.get()) {
                asked.decrementAndGet();
            } else {
                failures.add("no stream: " + failure);
            }
        }

        private void askOnce(Session session, OwnServer server, Runnable then) {
            asked.incrementAndGet();
            Stream.Listener one = new Stream.Listener() {
                @Override
                public void onHeaders(Stream stream, HeadersFrame frame) {
                    int status = ((MetaData.Response) frame.getMetaData()).getStatus();
                    if (status != 200) {
                        failures.add("status " + status);
                    }
                    stream.demand();
                }

                @Override
                public void onDataAvailable(Stream stream) {
                    Stream.Data data = stream.readData();
                    boolean last = data != null && data.frame().isEndStream();
                    if (data != null) {
                        String text =
                                ISO_8859_1.decode(data.frame().getByteBuffer()).toString();
                        data.release();
                        assertThat(text).isIn("", "ok");
                    }
                    if (last) {
                        answered.incrementAndGet();
                        then.run();
                    } else {
                        stream.demand();
                    }
                }

                @Override
                public void onReset(Stream stream, ResetFrame frame, Callback callback) {
                    failures.add("reset " + frame.getError());
                    callback.succeeded();
                }

                @Override
                public void onFailure(Stream stream, int error, String reason, Throwable failure, Callback callback) {
                    if (failure instanceof RetryableStreamException) {
                        asked.decrementAndGet();
                    } else {
                        failures.add("failed: " + failure);
                    }
                    callback.succeeded();
                }
            };
            session.newStream(frame(server, "/whoami"), Promise.from(stream -> {}, this::noStream), one);
        }
    }
}
