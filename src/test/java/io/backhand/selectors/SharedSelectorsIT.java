package io.backhand.selectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.proxy.upstream.BackendSelector;
import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import io.backhand.testing.SilentBackend;
import io.backhand.testing.TestCertificate;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where connections to backends live. */
@Timeout(60)
class SharedSelectorsIT {
    private static final String GET = "GET / HTTP/1.1\r\nHost: example\r\nConnection: close\r\n\r\n";

    @TempDir
    private Path folder;

    @Test
    void aBackendsConnectionLivesOnTheThreadThatServesItsClient() throws Exception {
        try (RawBackend backend = RawBackend.answering("");
                SelectorServer server = sharing(backend)) {
            for (int i = 0; i < 8; i++) {
                assertThat(RawClient.exchange(server.port(), GET)).endsWith("same thread");
            }
        }
    }

    @Test
    void soItDoesWhereTheClientComesByTls() throws Exception {
        TestCertificate certificate = TestCertificate.make(folder, "server", "EC");
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setSslContext(certificate.sslContext());
        try (RawBackend backend = RawBackend.answering("");
                SelectorServer server = sharing(backend, tls);
                SSLSocket client = (SSLSocket)
                        certificate.sslContext().getSocketFactory().createSocket("127.0.0.1", server.tlsPort())) {
            OutputStream out = client.getOutputStream();
            out.write(GET.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();

            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .endsWith("same thread");
        }
    }

    @Test
    void takesOneByTurnsWhereTheClientIsNoneOfOurs() throws Exception {
        try (RawBackend backend = RawBackend.answering("");
                SelectorServer server =
                        SelectorServer.answering(Tricks.all(), (request, response, callback) -> callback.succeeded())) {
            BackendSelector first = server.selectors().near(new ByteArrayEndPoint());

            assertThat(Connected.to(backend.url(), first).get(10, TimeUnit.SECONDS))
                    .isNotEqualTo(Thread.currentThread());
        }
    }

    @Test
    void saysThatABackendRefuses() throws Exception {
        try (SelectorServer server =
                SelectorServer.answering(Tricks.all(), (request, response, callback) -> callback.succeeded())) {
            BackendSelector selector = server.selectors().near(new ByteArrayEndPoint());

            assertThat(Connected.to(RawBackend.refusing(), selector))
                    .failsWithin(10, TimeUnit.SECONDS)
                    .withThrowableThat()
                    .withMessageContaining("Connection refused");
        }
    }

    @Test
    void saysWhenItHasStoppedBeforeTheConnectionWasMade() throws Exception {
        SelectorServer server =
                SelectorServer.answering(Tricks.all(), (request, response, callback) -> callback.succeeded());
        BackendSelector selector = server.selectors().near(new ByteArrayEndPoint());
        server.stop();

        assertThat(Connected.to(RawBackend.refusing(), selector))
                .failsWithin(10, TimeUnit.SECONDS)
                .withThrowableThat()
                .withCauseInstanceOf(ClosedChannelException.class);
    }

    @Test
    void saysSoWhereItStopsWhileTheConnectionIsMade() throws Exception {
        try (SilentBackend backend = SilentBackend.open()) {
            SelectorServer server =
                    SelectorServer.answering(Tricks.all(), (request, response, callback) -> callback.succeeded());
            Connected connected = Connected.to(backend.url(), server.selectors().near(new ByteArrayEndPoint()));
            server.stop();

            assertThat(connected)
                    .failsWithin(10, TimeUnit.SECONDS)
                    .withThrowableThat()
                    .withCauseInstanceOf(ClosedChannelException.class);
        }
    }

    @Test
    void saysSoToAThreadThatAsksWhileItStops() throws Exception {
        try (SilentBackend backend = SilentBackend.open()) {
            for (int i = 0; i < 20; i++) {
                SelectorServer server =
                        SelectorServer.answering(Tricks.all(), (request, response, callback) -> callback.succeeded());
                BackendSelector selector = server.selectors().near(new ByteArrayEndPoint());
                CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> stop(server));
                List<Connected> asked = new ArrayList<>();
                do {
                    asked.add(Connected.to(backend.url(), selector));
                } while (!stopped.isDone());
                stopped.join();

                assertThat(asked).allSatisfy(connected -> assertThat(connected)
                        .failsWithin(10, TimeUnit.SECONDS)
                        .withThrowableThat()
                        .withCauseInstanceOf(ClosedChannelException.class));
            }
        }
    }

    private static void stop(SelectorServer server) {
        try {
            server.stop();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static SelectorServer sharing(RawBackend backend) throws Exception {
        CompletableFuture<SelectorServer> self = new CompletableFuture<>();
        self.complete(SelectorServer.answering(
                Tricks.all(), (request, response, callback) -> say(self.join(), backend, request, response, callback)));
        return self.join();
    }

    private static SelectorServer sharing(RawBackend backend, SslContextFactory.Server tls) throws Exception {
        CompletableFuture<SelectorServer> self = new CompletableFuture<>();
        self.complete(SelectorServer.answering(
                Tricks.all(),
                tls,
                (request, response, callback) -> say(self.join(), backend, request, response, callback)));
        return self.join();
    }

    /** Connects to the backend from the handler, and answers whether both were done by one thread. */
    private static void say(
            SelectorServer server, RawBackend backend, Request request, Response response, Callback callback)
            throws Exception {
        Thread serving = Thread.currentThread();
        EndPoint client = request.getConnectionMetaData().getConnection().getEndPoint();
        Connected connected = Connected.to(backend.url(), server.selectors().near(client));
        var unused = connected.whenComplete((thread, failure) -> response.write(
                true, StandardCharsets.US_ASCII.encode(serving.equals(thread) ? "same thread" : "another"), callback));
    }

    /** A connection to be: completes with the thread that opens it. */
    private static final class Connected extends CompletableFuture<Thread> implements BackendSelector.Connecting {
        static Connected to(String url, BackendSelector selector) throws Exception {
            Connected connected = new Connected();
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.connect(new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), URI.create(url).getPort()));
            selector.connect(channel, connected);
            return connected;
        }

        @Override
        public Connection connected(EndPoint endPoint) {
            complete(Thread.currentThread());
            return new AbstractConnection.NonBlocking(endPoint, Runnable::run) {
                @Override
                public void onFillable() {
                    close();
                }
            };
        }

        @Override
        public void failed(Throwable cause) {
            completeExceptionally(cause);
        }
    }
}
