package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.proxy.ProxyCounters.Event;
import io.backhand.testing.EchoWebSocket;
import io.backhand.testing.HandlerBackend;
import io.backhand.testing.Http2Stream;
import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import io.backhand.testing.TestBalancer;
import io.backhand.testing.cluster.GetLoad;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.api.server.ServerSessionListener;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.RawHTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A backend that speaks HTTP/2 and does not take a request: another does, and the client sees nothing of it. */
@Timeout(60)
class Http2BackendIT {
    private static final int CLIENTS = 8;

    /** So many that all clients may need a retry, and one is allowed for five requests. */
    private static final int EARNS_THE_RETRIES = 200;

    private static final String POST =
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello";

    private static final String WEB_SOCKET = String.join(
            "\r\n",
            "GET /chat HTTP/1.1",
            "Host: a",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "",
            "");

    @Test
    void aPostThatWasRefusedUnseenGoesToTheNext() throws Exception {
        try (HandlerBackend refusing = resetting(ErrorCode.REFUSED_STREAM_ERROR);
                HandlerBackend good = named("b1");
                TestBalancer balancer =
                        TestBalancer.before(h2c(refusing), h2c(good)).start()) {
            assertThat(RawClient.exchange(balancer.port(), POST)).startsWith("HTTP/1.1 200 ");
            balancer.awaitCount(Event.RETRIED_NOT_SENT, 1);
        }
    }

    @Test
    void aPostWhoseStreamIsResetOtherwiseGoesToNobodyElse() throws Exception {
        try (HandlerBackend broken = resetting(ErrorCode.INTERNAL_ERROR);
                HandlerBackend good = named("b1");
                TestBalancer balancer =
                        TestBalancer.before(h2c(broken), h2c(good)).start()) {
            assertThat(RawClient.exchange(balancer.port(), POST)).startsWith("HTTP/1.1 502 ");
        }
    }

    @Test
    void noGetFailsWhenOneStopsUnderLoad() throws Exception {
        try (HandlerBackend leaving = named("b0");
                HandlerBackend stays = named("b1");
                TestBalancer balancer =
                        TestBalancer.before(h2c(leaving), h2c(stays)).start();
                GetLoad load = new GetLoad(balancer.port(), CLIENTS)) {
            load.awaitMore(EARNS_THE_RETRIES);
            load.awaitOutcome("it serves", Duration.ofSeconds(10), outcome -> outcome.backend()
                    .equals("b0"));
            leaving.close();
            load.awaitMore(EARNS_THE_RETRIES);

            assertThat(load.failures()).isEmpty();
        }
    }

    @Test
    void webSocketIsRefusedWhereThereIsNoOtherAndTheBackendSeesNothingOfIt() throws Exception {
        HTTP2Client http2 = new HTTP2Client();
        http2.start();
        AtomicInteger seen = new AtomicInteger();
        try (HandlerBackend only = HandlerBackend.answering(
                        (request, response, callback) -> {
                            seen.incrementAndGet();
                            callback.succeeded();
                        },
                        new HTTP2CServerConnectionFactory(new HttpConfiguration()));
                TestBalancer balancer = TestBalancer.before(h2c(only)).start()) {
            assertThat(RawClient.exchange(balancer.port(), WEB_SOCKET.replace("Upgrade\r\n", "close, Upgrade\r\n")))
                    .startsWith("HTTP/1.1 501 ")
                    .contains("spoken to in HTTP/2");
            HttpFields headers = HttpFields.build().put("Sec-WebSocket-Version", "13");
            assertThat(Http2Stream.connect(http2, balancer.port(), "/chat", headers, "websocket")
                            .answer()
                            .getStatus())
                    .isEqualTo(501);

            balancer.awaitCount(Event.BAD_REQUEST, 2);
            assertThat(seen).hasValue(0);
        } finally {
            http2.stop();
        }
    }

    @Test
    void webSocketGoesToOneOfHttp1WhereThereIsOne() throws Exception {
        try (HandlerBackend first = named("b0");
                RawBackend second = RawBackend.start(new EchoWebSocket());
                TestBalancer balancer =
                        TestBalancer.before(h2c(first), second.url()).start();
                RawClient client = new RawClient(balancer.port())) {
            client.write(WEB_SOCKET);
            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 101 ");
            client.write("\u0081\u0085\0\0\0\0hello");
            client.readUntil("hello");
            client.shutdownOutput();

            assertThat(client.readToEnd()).isEmpty();
            assertThat(balancer.account("b0").requests()).isZero();
        }
    }

    @Test
    void anyOtherUpgradeIsLeftOutAsAServerMayDoThatDoesNotKnowIt() throws Exception {
        try (HandlerBackend only = named("b0");
                TestBalancer balancer = TestBalancer.before(h2c(only)).start()) {
            assertThat(RawClient.exchange(
                            balancer.port(),
                            "GET / HTTP/1.1\r\nHost: a\r\nConnection: close, Upgrade\r\nUpgrade: talk\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    private static String h2c(HandlerBackend backend) {
        return backend.url().replace("http://", "h2c://");
    }

    private static HandlerBackend named(String name) throws Exception {
        return HandlerBackend.answering(
                (request, response, callback) -> {
                    response.getHeaders().put("X-Backend", name);
                    // Jetty answers 500 in its place where the body has not come by then.
                    Content.Source.consumeAll(request, callback);
                },
                new HTTP2CServerConnectionFactory(new HttpConfiguration()));
    }

    /**
     * Resets each stream when all of the request is there. Where it came sooner, a write that fails by it might be told of
     * first, and of the reset's reason nothing.
     */
    private static HandlerBackend resetting(ErrorCode error) throws Exception {
        ServerSessionListener resetting = new ServerSessionListener() {
            @Override
            public Stream.Listener onNewStream(Stream stream, HeadersFrame frame) {
                stream.demand();
                return new Resetting(error);
            }
        };
        return HandlerBackend.answering(
                (request, response, callback) -> callback.succeeded(),
                new RawHTTP2ServerConnectionFactory(new HttpConfiguration(), resetting));
    }

    private record Resetting(ErrorCode error) implements Stream.Listener {
        @Override
        public void onDataAvailable(Stream stream) {
            Stream.Data data = stream.readData();
            boolean last = false;
            if (data != null) {
                last = data.frame().isEndStream();
                data.release();
            }
            if (last) {
                stream.reset(new ResetFrame(stream.getId(), error.code), Callback.NOOP);
            } else {
                stream.demand();
            }
        }
    }
}
