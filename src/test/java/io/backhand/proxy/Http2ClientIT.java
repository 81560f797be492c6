package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.proxy.ProxyCounters.Event;
import io.backhand.testing.Http2Stream;
import io.backhand.testing.RawBackend;
import io.backhand.testing.TestBalancer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.eclipse.jetty.client.AsyncRequestContent;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.HttpClientTransportOverHTTP2;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that speaks HTTP/2, before backends that speak HTTP/1.1. */
@Timeout(30)
class Http2ClientIT {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private final HTTP2Client http2 = new HTTP2Client();
    private final HttpClient client = new HttpClient(new HttpClientTransportOverHTTP2(http2));

    @BeforeEach
    void start() throws Exception {
        client.start();
    }

    @AfterEach
    void stop() throws Exception {
        client.stop();
    }

    @Test
    void sendsTheAuthorityAsHostAndItsCookiesAsOneField() throws Exception {
        try (RawBackend backend = RawBackend.answering(OK);
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            ContentResponse response = client.newRequest(balancer.url("/a%2Fb?c"))
                    .headers(headers -> headers.add("Cookie", "a=1").add("Cookie", "b=2"))
                    .send();

            assertThat(response.getContentAsString()).isEqualTo("ok");
            assertThat(backend.heads())
                    .singleElement()
                    .asString()
                    .startsWith("GET /a%2Fb?c HTTP/1.1\r\nHost: 127.0.0.1:" + balancer.port() + "\r\n")
                    .containsIgnoringCase("Cookie: a=1; b=2\r\n")
                    .contains("Via: 2.0 backhand-");
        }
    }

    @Test
    void passesOnABodyOfUnknownLength() throws Exception {
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    Assertions.assertThat(wire.read(10)).isEqualTo("5\r\nhello\r\n");
                    Assertions.assertThat(wire.read(5)).isEqualTo("0\r\n\r\n");
                    wire.write(OK);
                });
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            AsyncRequestContent body = new AsyncRequestContent();
            CompletableFuture<Result> result = new CompletableFuture<>();
            client.POST(balancer.url("/")).body(body).send(result::complete);
            body.write(ByteBuffer.wrap("hello".getBytes(StandardCharsets.US_ASCII)), Callback.NOOP);
            TestBalancer.await(
                    "the header is there before the end", () -> backend.heads().size() == 1);
            body.close();

            assertThat(result.get(10, TimeUnit.SECONDS).getResponse().getStatus())
                    .isEqualTo(200);
        }
    }

    @Test
    void passesTrailersOn() throws Exception {
        try (RawBackend backend = RawBackend.answering(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 42\r\n\r\n");
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            CompletableFuture<Result> result = new CompletableFuture<>();
            client.newRequest(balancer.url("/")).send(result::complete);

            assertThat(result.get(10, TimeUnit.SECONDS)
                            .getResponse()
                            .getTrailers()
                            .get("X-Sum"))
                    .isEqualTo("42");
        }
    }

    @Test
    void passesInterimResponsesOnWithTheirFields() throws Exception {
        Semaphore seen = new Semaphore(0);
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.write("HTTP/1.1 102 Processing\r\nX-Done: 50\r\n\r\n");
                    seen.acquireUninterruptibly();
                    wire.write("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n");
                    seen.acquireUninterruptibly();
                    wire.write("HTTP/1.1 199 Unheard Of\r\nX-Done: 75\r\n\r\n" + OK);
                });
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            Http2Stream stream = Http2Stream.get(http2, balancer.port(), "/", HttpFields.EMPTY);

            TestBalancer.await("the first", () -> stream.interims().size() == 1);
            seen.release();
            TestBalancer.await("the second", () -> stream.interims().size() == 2);
            seen.release();

            assertThat(stream.answer().getStatus()).isEqualTo(200);
            assertThat(stream.interims())
                    .extracting(interim -> interim.getStatus() + " "
                            + interim.getHttpFields().getField(0).getValue())
                    .containsExactly("102 50", "103 </a.css>", "199 75");
            stream.awaitData("ok");
        }
    }

    @Test
    void passesEachPieceOnAsItComes() throws Exception {
        CompletableFuture<Void> first = new CompletableFuture<>();
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.write(
                            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
                    wire.write("9\r\ndata: 1\n\n\r\n");
                    first.join();
                    wire.write("9\r\ndata: 2\n\n\r\n0\r\n\r\n");
                });
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            Http2Stream stream = Http2Stream.get(http2, balancer.port(), "/", HttpFields.EMPTY);
            stream.awaitData("data: 1\n\n");
            first.complete(null);

            stream.awaitData("data: 1\n\ndata: 2\n\n");
            assertThat(stream.awaitEnd()).isEmpty();
        }
    }

    @Test
    void resetsTheStreamWhereAResponseBreaksOff() throws Exception {
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                });
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            Assertions.assertThatThrownBy(
                            () -> client.newRequest(balancer.url("/")).send())
                    .isInstanceOf(ExecutionException.class);
            balancer.awaitCount(Event.TRUNCATED, 1);
        }
    }

    @Test
    void endsTheRequestToTheBackendWhenTheClientResetsItsStream() throws Exception {
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    closed.complete(wire.readHead().isEmpty());
                });
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            Request request = client.newRequest(balancer.url("/"));
            request.send(result -> {});
            TestBalancer.await("it is under way", () -> backend.heads().size() == 1);
            request.abort(new IllegalStateException("the client has changed its mind"))
                    .get(10, TimeUnit.SECONDS);

            assertThat(closed.get(10, TimeUnit.SECONDS)).isTrue();
            balancer.awaitCount(Event.CLIENT_GONE, 1);
        }
    }

    @Test
    void refusesAMethodThatWouldBeATargetToABackend() throws Exception {
        try (RawBackend backend = RawBackend.answering(OK);
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            ContentResponse response =
                    client.newRequest(balancer.url("/")).method("GET /admin?").send();

            assertThat(response.getStatus()).isEqualTo(400);
            assertThat(backend.heads()).isEmpty();
        }
    }
}
