package io.backhand.ajp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backhand.testing.HandlerBackend;
import io.backhand.testing.RawAjpClient;
import io.backhand.testing.RawAjpClient.Answer;
import io.backhand.testing.RawAjpRequest;
import io.backhand.testing.RawBackend;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests, bodies and answers by AJP, the same on threads of a pool and on the one thread of a selector. */
@Timeout(30)
public abstract class AjpContract {
    private static final byte[] END_OF_MOD_PROXY_AJP = RawAjpRequest.data();
    private static final byte[] END_OF_MOD_JK = RawAjpRequest.packet(new byte[0]);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private static final String HOP_BY_HOP =
            """
            HTTP/1.1 200 OK
            Transfer-Encoding: chunked
            Keep-Alive: timeout=5
            Connection: X-Hop
            X-Hop: 1
            Trailer: X-T
            Upgrade: h2c

            2
            ok
            0
            X-T: 1

            """
                    .replace("\n", "\r\n");

    /** What has come comes back. */
    private static final HandlerBackend.Answer ECHO =
            (request, response, callback) -> Content.copy(request, response, callback);

    /** A balancer that listens for AJP. */
    public interface Front extends AutoCloseable {
        /** Where it does. */
        int ajpPort();
    }

    /** One before that backend. */
    protected abstract Front before(String backendUrl) throws Exception;

    @Test
    void carriesARequestAndItsAnswer() throws Exception {
        try (RawBackend backend = RawBackend.answering(
                        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\nX-A: b\r\n\r\nhi\n");
                Front front = before(backend.url())) {
            Answer answer = RawAjpClient.exchange(
                    front.ajpPort(), RawAjpRequest.get("/shop").query("q=1").field("X-Request-Id", "7f3a"));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.reason()).isEqualTo("OK");
            assertThat(answer.text()).isEqualTo("hi\n");
            assertThat(answer.fields()).contains("Content-Type: text/plain", "Content-Length: 3", "X-A: b");
            assertThat(answer.reuse()).isTrue();
            assertThat(backend.heads())
                    .singleElement()
                    .asString()
                    .startsWith("GET /shop?q=1 HTTP/1.1\r\n")
                    .contains("Host: a.example\r\n", "X-Request-Id: 7f3a\r\n", "X-Forwarded-For: 203.0.113.9\r\n")
                    .contains("X-Forwarded-Proto: http\r\n");
        }
    }

    @Test
    void carriesABodyOfAKnownLength() throws Exception {
        try (HandlerBackend backend = HandlerBackend.answering(ECHO);
                Front front = before(backend.url());
                RawAjpClient client = new RawAjpClient(front.ajpPort())) {
            for (int length : new int[] {0, 1, 8185, 8186, 8187, 65530, 300_000}) {
                byte[] body = bytes(length);

                Answer answer = client.ask(RawAjpRequest.post("/", length), body, RawAjpClient.MAX_DATA);

                assertThat(answer.status()).isEqualTo(200);
                assertThat(Arrays.equals(answer.body(), body))
                        .as("the %s bytes", length)
                        .isTrue();
                int packets = (length + RawAjpClient.MAX_DATA - 1) / RawAjpClient.MAX_DATA;
                assertThat(answer.questions()).isEqualTo(Math.max(packets - 1, 0));
                assertIsReused(client, answer);
            }
        }
    }

    @Test
    void carriesABodyOfWhichOnlyTheEndTellsTheLength() throws Exception {
        try (HandlerBackend backend = HandlerBackend.answering(ECHO);
                Front front = before(backend.url());
                RawAjpClient client = new RawAjpClient(front.ajpPort())) {
            for (byte[] end : List.of(END_OF_MOD_PROXY_AJP, END_OF_MOD_JK)) {
                for (int length : new int[] {0, 1, 8186, 8187, 100_000}) {
                    byte[] body = bytes(length);

                    Answer answer = client.askChunked(RawAjpRequest.chunkedPost("/"), body, end);

                    assertThat(Arrays.equals(answer.body(), body))
                            .as("the %s bytes", length)
                            .isTrue();
                    assertIsReused(client, answer);
                }
            }
        }
    }

    @Test
    void takesPacketsInPiecesAndShortOnes() throws Exception {
        try (HandlerBackend backend = HandlerBackend.answering(ECHO);
                Front front = before(backend.url());
                RawAjpClient client = new RawAjpClient(front.ajpPort())) {
            byte[] body = bytes(10);
            byte[] all = RawAjpRequest.join(
                    RawAjpRequest.post("/", 10).packet(), RawAjpRequest.data(Arrays.copyOf(body, 3)));
            for (byte octet : all) {
                client.write(octet);
            }

            assertThat(client.answer(body, 3, 2).body()).isEqualTo(body);
            assertIsReused(client, client.ask(RawAjpRequest.post("/", 10), body, 3));
        }
    }

    @Test
    void asksForNoMoreThanThereIs() throws Exception {
        try (HandlerBackend backend = HandlerBackend.answering(ECHO);
                Front front = before(backend.url());
                RawAjpClient client = new RawAjpClient(front.ajpPort())) {
            Answer none = client.ask(RawAjpRequest.post("/", 0));
            Answer withoutLength = client.ask(RawAjpRequest.of("POST", "/"));
            Answer all = client.ask(RawAjpRequest.post("/", 3), bytes(3), 3);

            assertThat(List.of(none.questions(), withoutLength.questions(), all.questions()))
                    .containsOnly(0);
            assertThat(all.body()).isEqualTo(bytes(3));
        }
    }

    @Test
    void answersWhileTheUploadGoesOn() throws Exception {
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.write("HTTP/1.1 200 OK\r\nContent-Length: 20000\r\n\r\n");
                    for (int i = 0; i < 20; i++) {
                        wire.write(wire.read(1000));
                    }
                });
                Front front = before(backend.url());
                RawAjpClient client = new RawAjpClient(front.ajpPort())) {
            byte[] body = bytes(20_000);

            Answer answer = client.ask(RawAjpRequest.post("/", body.length), body, 1000);

            assertThat(Arrays.equals(answer.body(), body)).isTrue();
            assertThat(answer.reuse()).isTrue();
            client.ping();
        }
    }

    /** What spells a request in a body nobody reads is none (CVE-2011-3190). */
    @Test
    void throwsAwayWhatOfABodyNobodyHasRead() throws Exception {
        try (HandlerBackend backend = HandlerBackend.answering((request, response, callback) -> {
                    response.getHeaders().put("X-Path", request.getHttpURI().getPath());
                    response.setStatus(413);
                    response.write(true, null, callback);
                });
                Front front = before(backend.url());
                RawAjpClient client = new RawAjpClient(front.ajpPort())) {
            byte[] smuggled = RawAjpRequest.get("/smuggled").packet();
            // Its content would be the request, were it taken for a packet of its own.
            client.write(RawAjpRequest.post("/one", 100_000).packet());
            Answer first = client.answer(new byte[0], 0, 0);
            client.write(RawAjpRequest.data(smuggled));
            Answer second = client.ask(RawAjpRequest.get("/two"));

            assertThat(first.status()).isEqualTo(413);
            assertThat(first.questions()).isZero();
            assertThat(first.reuse()).isTrue();
            assertThat(second.field("X-Path")).contains("/two");
        }
    }

    @Test
    void aPacketOwedIsNoRequestWhateverItSays() throws Exception {
        try (RawBackend backend = RawBackend.answering("HTTP/1.1 413 No\r\nContent-Length: 0\r\n\r\n");
                Front front = before(backend.url());
                RawAjpClient client = new RawAjpClient(front.ajpPort())) {
            client.write(RawAjpRequest.post("/one", 100_000).packet());
            Answer first = client.answer(new byte[0], 0, 0);
            // Two bytes of length that belie the packet's: no request either.
            client.write(RawAjpRequest.get("/smuggled").packet());

            assertThat(first.status()).isEqualTo(413);
            assertThat(client.readToEnd()).isZero();
            assertThat(backend.heads()).hasSize(1);
        }
    }

    @Test
    void anAnswerMayComeBeforeTheRequestHasEnded() throws Exception {
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.read(1000);
                    wire.write("HTTP/1.1 413 No\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
                });
                Front front = before(backend.url());
                RawAjpClient client = new RawAjpClient(front.ajpPort())) {
            client.write(RawAjpRequest.post("/", 1_000_000).packet());
            client.write(RawAjpRequest.data(bytes(1000)));

            byte[] next = client.readPacket();
            boolean asked = next[0] == 6;
            byte[] head = asked ? client.readPacket() : next;

            assertThat(head[0]).isEqualTo((byte) 4);
            assertThat((head[1] << 8) + (head[2] & 0xFF)).isEqualTo(413);
            client.readPacket();
            assertThat(client.readPacket()).containsExactly(5, 1);
            if (asked) {
                client.write(RawAjpRequest.data(bytes(8186)));
            }
            client.ping();
        }
    }

    @Test
    void aBodyThatBreaksOffFailsItsRequest() throws Exception {
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.readSome();
                    wire.readSome();
                });
                Front front = before(backend.url());
                RawAjpClient client = new RawAjpClient(front.ajpPort())) {
            client.write(RawAjpRequest.post("/", 100).packet());
            client.write(RawAjpRequest.data(bytes(10)));
            assertThat(client.readPacket()[0]).isEqualTo((byte) 6);
            client.write(END_OF_MOD_JK);

            Answer answer = client.answer(new byte[0], 0, 0);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.reuse()).isFalse();
            assertThat(client.readToEnd()).isZero();
        }
    }

    @Test
    void moreOfABodyThanItsLengthIsAnError() throws Exception {
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.readSome();
                });
                Front front = before(backend.url());
                RawAjpClient client = new RawAjpClient(front.ajpPort())) {
            client.write(RawAjpRequest.post("/", 5).packet());
            client.write(RawAjpRequest.data(bytes(6)));

            Answer answer = client.answer(new byte[0], 0, 0);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.reuse()).isFalse();
            assertThat(client.readToEnd()).isZero();
        }
    }

    @Test
    void aClientThatLeavesWithinItsBodyIsSeen() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.read(10);
                    wire.readSome();
                    gone.countDown();
                });
                Front front = before(backend.url())) {
            try (RawAjpClient client = new RawAjpClient(front.ajpPort())) {
                client.write(RawAjpRequest.post("/", 100).packet());
                client.write(RawAjpRequest.data(bytes(10)));
                assertThat(client.readPacket()[0]).isEqualTo((byte) 6);
            }
            assertThat(gone.await(10, TimeUnit.SECONDS))
                    .as("the backend is told")
                    .isTrue();
        }
    }

    @Test
    void aResponseOfAnySizeGoesInPacketsThatFit() throws Exception {
        byte[] big = bytes(500_000);
        try (HandlerBackend backend = HandlerBackend.answering(
                        (request, response, callback) -> response.write(true, ByteBuffer.wrap(big), callback));
                Front front = before(backend.url());
                RawAjpClient client = new RawAjpClient(front.ajpPort())) {
            Answer answer = client.ask(RawAjpRequest.get("/"));

            assertThat(Arrays.equals(answer.body(), big)).isTrue();
            assertIsReused(client, answer);
        }
    }

    @Test
    void whatIsThereGoesOutBeforeTheRestComes() throws Exception {
        CompletableFuture<Boolean> seen = new CompletableFuture<>();
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.write(
                            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
                    wire.write("3\r\none\r\n");
                    seen.join();
                    wire.write("3\r\ntwo\r\n0\r\n\r\n");
                });
                Front front = before(backend.url());
                RawAjpClient client = new RawAjpClient(front.ajpPort())) {
            client.write(RawAjpRequest.get("/").packet());

            assertThat(client.readPacket()[0]).isEqualTo((byte) 4);
            byte[] chunk = client.readPacket();
            while (chunk.length == 4) {
                assertThat(chunk).as("a flush").containsExactly(3, 0, 0, 0);
                chunk = client.readPacket();
            }
            assertThat(chunk).containsExactly(3, 0, 3, 'o', 'n', 'e', 0);
            assertThat(client.readPacket()).as("a flush").containsExactly(3, 0, 0, 0);
            seen.complete(true);
            assertThat(client.answer(new byte[0], 0, 0).text()).isEqualTo("two");
        }
    }

    @Test
    void aResponseThatBreaksOffHasNoEnd() throws Exception {
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome");
                    wire.closeUnread();
                });
                Front front = before(backend.url());
                RawAjpClient client = new RawAjpClient(front.ajpPort())) {
            client.write(RawAjpRequest.get("/").packet());

            assertThat(client.readPacket()[0]).isEqualTo((byte) 4);
            assertThatThrownBy(() -> client.answer(new byte[0], 0, 0)).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304, 200})
    void someAnswersHaveNoContent(int status) throws Exception {
        try (RawBackend backend = RawBackend.answering("HTTP/1.1 " + status + " X\r\nETag: \"8\"\r\n"
                        + (status == 200 ? "Content-Length: 7\r\n" : "") + "\r\n");
                Front front = before(backend.url());
                RawAjpClient client = new RawAjpClient(front.ajpPort())) {
            Answer answer = client.ask(RawAjpRequest.of(status == 200 ? "HEAD" : "GET", "/"));

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.text()).isEmpty();
            assertThat(answer.field("ETag")).contains("\"8\"");
            assertThat(answer.field("Content-Length")).isEqualTo(status == 200 ? Optional.of("7") : Optional.empty());
            assertThat(answer.reuse()).isTrue();
            client.ping();
        }
    }

    @Test
    void interimResponsesAreNotSent() throws Exception {
        try (RawBackend backend = RawBackend.answering("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK);
                Front front = before(backend.url())) {
            Answer answer = RawAjpClient.exchange(
                    front.ajpPort(), RawAjpRequest.get("/").field("Expect", "100-continue"));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(backend.heads()).singleElement().asString().doesNotContain("Expect");
        }
    }

    @Test
    void whatIsForOneHopStaysThere() throws Exception {
        try (RawBackend backend = RawBackend.answering(HOP_BY_HOP);
                Front front = before(backend.url());
                RawAjpClient client = new RawAjpClient(front.ajpPort())) {
            Answer answer = client.ask(RawAjpRequest.get("/")
                    .field("Connection", "close, X-Mine, Upgrade")
                    .field("X-Mine", "1")
                    .field("Keep-Alive", "300")
                    .field("Proxy-Connection", "keep-alive")
                    .field("TE", "trailers")
                    .field("Trailer", "X-U")
                    .field("Upgrade", "websocket"));

            assertThat(answer.text()).isEqualTo("ok");
            assertThat(answer.fields())
                    .noneMatch(field -> field.matches(
                            "(?i)(transfer-encoding|keep-alive|connection|x-hop|trailer|upgrade|x-t):.*"));
            assertThat(backend.heads().get(0))
                    .doesNotContainPattern(
                            "(?im)^(connection: close|x-mine|keep-alive|proxy-connection|te|trailer|upgrade):");
            assertThat(answer.reuse())
                    .as("the client's Connection: close is not ours")
                    .isTrue();
            client.ping();
        }
    }

    @Test
    void everyMethodArrivesAsItWasSent() throws Exception {
        try (RawBackend backend = RawBackend.answering(OK);
                Front front = before(backend.url());
                RawAjpClient client = new RawAjpClient(front.ajpPort())) {
            for (String method : List.of("OPTIONS", "PUT", "DELETE", "PROPFIND", "PATCH", "LINK", "X-OWN")) {
                assertThat(client.ask(RawAjpRequest.of(method, "/m").field("Content-Length", "0"))
                                .status())
                        .as(method)
                        .isEqualTo(200);
            }
            assertThat(backend.heads())
                    .extracting(head -> head.substring(0, head.indexOf(' ')))
                    .containsExactly("OPTIONS", "PUT", "DELETE", "PROPFIND", "PATCH", "LINK", "X-OWN");
        }
    }

    @Test
    void aHeadThatFitsNoPacketIsAnsweredForIt() throws Exception {
        String big = "X-Big: " + "b".repeat(9000) + "\r\n";
        try (RawBackend backend = RawBackend.answering("HTTP/1.1 200 OK\r\n" + big + "Content-Length: 2\r\n\r\nok");
                Front front = before(backend.url());
                RawAjpClient client = new RawAjpClient(front.ajpPort())) {
            Answer answer = client.ask(RawAjpRequest.get("/"));

            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.fields()).hasSizeLessThan(8).noneMatch(field -> field.contains("bbb"));
        }
    }

    @Test
    void aCpingIsAnsweredAtOnce() throws Exception {
        CompletableFuture<Boolean> answered = new CompletableFuture<>();
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    answered.join();
                    wire.write(OK);
                });
                Front front = before(backend.url());
                RawAjpClient busy = new RawAjpClient(front.ajpPort());
                RawAjpClient client = new RawAjpClient(front.ajpPort())) {
            busy.write(RawAjpRequest.get("/").packet());
            client.ping();
            client.ping();
            answered.complete(true);

            assertThat(busy.answer(new byte[0], 0, 0).text()).isEqualTo("ok");
        }
    }

    @Test
    void tlsIsWhatHttpdSaysItIs() throws Exception {
        try (RawBackend backend = RawBackend.answering(OK);
                Front front = before(backend.url())) {
            Answer answer = RawAjpClient.exchange(
                    front.ajpPort(),
                    RawAjpRequest.get("/").secure().from("2001:db8::9").attribute(0x08, "TLS_AES_256_GCM_SHA384"));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(backend.heads().get(0))
                    .contains("X-Forwarded-Proto: https\r\n", "X-Forwarded-Port: 443\r\n")
                    .contains("X-Forwarded-For: 2001:db8:0:0:0:0:0:9\r\n");
        }
    }

    @Test
    void whatTheClientSaysOfItselfIsDropped() throws Exception {
        try (RawBackend backend = RawBackend.answering(OK);
                Front front = before(backend.url())) {
            RawAjpClient.exchange(
                    front.ajpPort(),
                    RawAjpRequest.get("/")
                            .attribute(0x03, "ann")
                            .field("X-Forwarded-For", "10.0.0.1")
                            .field("X-Forwarded-User", "root")
                            .field("X_Forwarded_User", "root")
                            .field("Forwarded", "for=10.0.0.1"));

            assertThat(backend.heads().get(0))
                    .contains("X-Forwarded-For: 203.0.113.9\r\n")
                    .doesNotContain("10.0.0.1", "root", "ann");
        }
    }

    private static void assertIsReused(RawAjpClient client, Answer answer) throws Exception {
        assertThat(answer.reuse()).isTrue();
        client.ping();
        assertThat(client.ask(RawAjpRequest.get("/")).status()).isEqualTo(200);
    }

    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + i / 251);
        }
        return bytes;
    }
}
