package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.proxy.ProxyCounters.Event;
import io.backhand.testing.EchoWebSocket;
import io.backhand.testing.Http2Stream;
import io.backhand.testing.RawBackend;
import io.backhand.testing.TestBalancer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.frames.SettingsFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSocket from clients of HTTP/2 to backends of HTTP/1.1. */
@Timeout(30)
class Http2WebSocketIT {
    /** A masked text frame of five bytes, the mask all zero, and the same as a server sends it. */
    private static final String FRAME = "\u0081\u0085\0\0\0\0hello";

    private static final String ECHO = "\u0081\u0005hello";

    private final HTTP2Client client = new HTTP2Client();

    @BeforeEach
    void start() throws Exception {
        client.start();
    }

    @AfterEach
    void stop() throws Exception {
        client.stop();
    }

    @Test
    void becomesAnUpgradeAndCarriesBytesBothWays() throws Exception {
        try (RawBackend backend = RawBackend.start(new EchoWebSocket());
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            Http2Stream chat = connect(balancer, "websocket");
            MetaData.Response answer = chat.answer();
            assertThat(answer.getStatus()).isEqualTo(200);
            assertThat(answer.getHttpFields().contains("Sec-WebSocket-Accept")).isFalse();
            balancer.awaitCount(Event.UPGRADED, 1);
            assertThat(balancer.account("b0").inFlight()).isEqualTo(1);

            chat.send(FRAME, false);
            chat.awaitData(ECHO);
            chat.send(FRAME, false);
            chat.awaitData(ECHO + ECHO);
            chat.send("", true);

            chat.awaitEnd();
            assertThat(backend.heads())
                    .singleElement()
                    .asString()
                    .startsWith("GET /chat?x=1 HTTP/1.1\r\nHost: 127.0.0.1:" + balancer.port() + "\r\n")
                    .contains(
                            "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n",
                            "\r\nsec-websocket-version: 13\r\n",
                            "\r\nSec-WebSocket-Key: ")
                    .doesNotContain("attacker");
        }
    }

    @Test
    void saysSoInTheSettings() throws Exception {
        CompletableFuture<Integer> told = new CompletableFuture<>();
        try (TestBalancer balancer = TestBalancer.before().start()) {
            var unused = client.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), balancer.port()), new Session.Listener() {
                        @Override
                        public void onSettings(Session session, SettingsFrame frame) {
                            Integer value = frame.getSettings().get(SettingsFrame.ENABLE_CONNECT_PROTOCOL);
                            if (value != null) {
                                told.complete(value);
                            }
                        }
                    });

            assertThat(told.get(10, TimeUnit.SECONDS)).isEqualTo(1);
        }
    }

    @Test
    void passesOnAnAnswerThatIsNoConsent() throws Exception {
        try (RawBackend backend = RawBackend.answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 3\r\n\r\nno.");
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            Http2Stream chat = connect(balancer, "websocket");

            assertThat(chat.answer().getStatus()).isEqualTo(403);
            chat.awaitData("no.");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 101 OK\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
                "HTTP/1.1 101 OK\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\n\r\n"
            })
    void takesNothingElseForConsent(String answer) throws Exception {
        try (RawBackend backend = RawBackend.answering(answer);
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            assertThat(connect(balancer, "websocket").answer().getStatus()).isEqualTo(502);
            balancer.awaitCount(Event.BAD_GATEWAY, 1);
        }
    }

    @Test
    void makesNoTunnelForAnythingElse() throws Exception {
        try (RawBackend backend = RawBackend.start(new EchoWebSocket());
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            assertThat(connect(balancer, "other").answer().getStatus()).isEqualTo(501);
            assertThat(backend.heads()).isEmpty();
        }
    }

    @Test
    void closesTheBackendsConnectionWhenTheClientResetsItsStream() throws Exception {
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        try (RawBackend backend = RawBackend.start(wire -> {
                    try {
                        new EchoWebSocket().run(wire);
                    } finally {
                        ended.complete(true);
                    }
                });
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            Http2Stream chat = connect(balancer, "websocket");
            chat.answer();
            chat.reset();

            assertThat(ended.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private Http2Stream connect(TestBalancer balancer, String protocol) throws Exception {
        HttpFields headers =
                HttpFields.build().put("Sec-WebSocket-Version", "13").put("Sec-WebSocket-Key", "attacker");
        return Http2Stream.connect(client, balancer.port(), "/chat?x=1", headers, protocol);
    }
}
