package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backhand.selectors.Tricks;
import io.backhand.server.front.FrontHandler;
import io.backhand.testing.EchoWebSocket;
import io.backhand.testing.RawBackend;
import io.backhand.testing.TestCertificate;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** WebSocket through our own server, with and without TLS on either side, by the short way and through the context. */
@Timeout(60)
class WebSocketIT {
    private static final int BIG = 3_000_000;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"false, true", "true, true", "false, false", "true, false"})
    void carriesMessagesOfAnySizeBothWays(boolean backendOverTls, boolean shortWay) throws Exception {
        TestCertificate ofBackend = TestCertificate.make(folder, "backend", "EC");
        System.setProperty(FrontHandler.PROPERTY, String.valueOf(shortWay));
        try (RawBackend backend = backendOverTls
                        ? RawBackend.start(new EchoWebSocket(), ofBackend.sslContext())
                        : RawBackend.start(new EchoWebSocket());
                OwnServer server = OwnServer.withRoutes(
                        folder,
                        backend.url(),
                        "[upstream]\nca-file = \"" + ofBackend.certificate().getFileName() + "\"\n")) {
            for (URI uri : new URI[] {server.http("/chat"), server.https("/chat")}) {
                Listener listener = new Listener();
                WebSocket socket = open(server, uri, listener);
                socket.sendText("hello", true).get(10, TimeUnit.SECONDS);
                assertThat(listener.next()).isEqualTo("hello");
                socket.sendText("x".repeat(BIG), true).get(10, TimeUnit.SECONDS);
                assertThat(listener.next()).hasSize(BIG);
                socket.sendClose(WebSocket.NORMAL_CLOSURE, "bye").get(10, TimeUnit.SECONDS);
                assertThat(listener.closed.get(10, TimeUnit.SECONDS)).isEqualTo(WebSocket.NORMAL_CLOSURE);
            }
        } finally {
            System.clearProperty(FrontHandler.PROPERTY);
        }
    }

    @Test
    void tellsTheClientWhatTheBackendAnswersInstead() throws Exception {
        try (RawBackend backend = RawBackend.answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
                OwnServer server = OwnServer.start(folder, backend.url(), Tricks.all())) {
            assertThatThrownBy(() -> open(server, server.http("/chat"), new Listener()))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(WebSocketHandshakeException.class);
        }
    }

    @Test
    void stopsWithATunnelOpen() throws Exception {
        Listener listener = new Listener();
        try (RawBackend backend = RawBackend.start(new EchoWebSocket())) {
            OwnServer server = OwnServer.start(folder, backend.url(), Tricks.all());
            open(server, server.http("/chat"), listener);
            server.close();

            assertThat(listener.closed.get(10, TimeUnit.SECONDS)).isIn(Listener.BROKEN, Listener.CLOSED_ABNORMALLY);
        }
    }

    private static WebSocket open(OwnServer server, URI uri, Listener listener) throws Exception {
        URI socket = URI.create(uri.toString().replaceFirst("http", "ws"));
        return server.client(HttpClient.Version.HTTP_1_1)
                .newWebSocketBuilder()
                .buildAsync(socket, listener)
                .join();
    }

    /** Gathers the parts of one message at a time. */
    private static final class Listener implements WebSocket.Listener {
        static final int BROKEN = -1;
        static final int CLOSED_ABNORMALLY = 1006;

        final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final StringBuilder parts = new StringBuilder();
        private volatile CompletableFuture<String> message = new CompletableFuture<>();

        String next() throws Exception {
            String received = message.get(20, TimeUnit.SECONDS);
            message = new CompletableFuture<>();
            return received;
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                String whole = parts.toString();
                parts.setLength(0);
                message.complete(whole);
            }
            socket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closed.complete(status);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            closed.complete(BROKEN);
        }
    }
}
