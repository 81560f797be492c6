package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.selectors.Tricks;
import io.backhand.testing.RawBackend;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.frames.GoAwayFrame;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client that speaks HTTP/2 while the server stops. */
@Timeout(60)
class Http2FarewellIT {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    private Path folder;

    private final HTTP2Client http2 = new HTTP2Client();
    private final Told told = new Told();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch answer = new CountDownLatch(1);

    @BeforeEach
    void start() throws Exception {
        http2.start();
    }

    @AfterEach
    void stop() throws Exception {
        http2.stop();
    }

    @Test
    void isToldToGoFinishesItsStreamAndLeaves() throws Exception {
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    asked.countDown();
                    await(answer);
                    wire.write(OK);
                });
                OwnServer server = OwnServer.start(folder, backend.url(), Tricks.all())) {
            CompletableFuture<Integer> status = get(connect(server), server);
            asked.await();
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);

            GoAwayFrame first = told.goAways.poll(20, TimeUnit.SECONDS);
            assertThat(first).isNotNull();
            assertThat(first.isGraceful()).isTrue();
            assertThat(status).isNotDone();
            answer.countDown();
            assertThat(status.get(20, TimeUnit.SECONDS)).isEqualTo(200);
            assertThat(told.goAways.poll(20, TimeUnit.SECONDS)).isNotNull();
            told.closed.get(20, TimeUnit.SECONDS);
            stopped.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void isToldToGoWhereItIsIdle() throws Exception {
        try (RawBackend backend = RawBackend.answering(OK);
                OwnServer server = OwnServer.start(folder, backend.url(), Tricks.all())) {
            Session session = connect(server);
            assertThat(get(session, server).get(20, TimeUnit.SECONDS)).isEqualTo(200);
            server.close();

            assertThat(told.goAways.poll(20, TimeUnit.SECONDS)).isNotNull();
            told.closed.get(20, TimeUnit.SECONDS);
        }
    }

    private Session connect(OwnServer server) throws Exception {
        SslContextFactory.Client tls = new SslContextFactory.Client();
        tls.setSslContext(server.certificate().sslContext());
        tls.start();
        CompletableFuture<Session> session = new CompletableFuture<>();
        int port = server.https("/").getPort();
        http2.connect(tls, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), told, Promise.from(session));
        return session.get(20, TimeUnit.SECONDS);
    }

    private static CompletableFuture<Integer> get(Session session, OwnServer server) {
        MetaData.Request request = new MetaData.Request(
                "GET", HttpURI.from(server.https("/").toString()), HttpVersion.HTTP_2, HttpFields.EMPTY);
        CompletableFuture<Integer> status = new CompletableFuture<>();
        session.newStream(new HeadersFrame(request, null, true), Promise.noop(), new Stream.Listener() {
            @Override
            public void onHeaders(Stream stream, HeadersFrame frame) {
                status.complete(((MetaData.Response) frame.getMetaData()).getStatus());
                stream.demand();
            }

            @Override
            public void onDataAvailable(Stream stream) {
                Stream.Data data = stream.readData();
                if (data != null) {
                    data.release();
                }
                if (data == null || !data.frame().isEndStream()) {
                    stream.demand();
                }
            }
        });
        return status;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Keeps what the server says of the connection. */
    private static final class Told implements Session.Listener {
        private final BlockingQueue<GoAwayFrame> goAways = new LinkedBlockingQueue<>();
        private final CompletableFuture<GoAwayFrame> closed = new CompletableFuture<>();

        @Override
        public void onGoAway(Session session, GoAwayFrame frame) {
            goAways.add(frame);
        }

        @Override
        public void onClose(Session session, GoAwayFrame frame, Callback callback) {
            closed.complete(frame);
            callback.succeeded();
        }
    }
}
