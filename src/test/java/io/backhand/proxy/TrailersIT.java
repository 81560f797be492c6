package io.backhand.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.HandlerBackend;
import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import io.backhand.testing.TestBalancer;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.client.AsyncRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.Trailers;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.HttpClientTransportOverHTTP2;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Fields after the content, both ways, and the streams of gRPC, which live on them. */
@Timeout(30)
class TrailersIT {
    private static final String POST =
            "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";

    private final HttpClient client = new HttpClient(new HttpClientTransportOverHTTP2(new HTTP2Client()));

    @BeforeEach
    void start() throws Exception {
        client.start();
    }

    @AfterEach
    void stop() throws Exception {
        client.stop();
    }

    @Test
    void goBothWaysOverHttp11WithoutThoseThatBelongInAHeader() throws Exception {
        CompletableFuture<String> body = new CompletableFuture<>();
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    body.complete(wire.read("2\r\nhi\r\n0\r\nX-Sum: 7\r\n\r\n".length()));
                    wire.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    wire.write("2\r\nok\r\n0\r\nX-Sum: 42\r\nContent-Length: 3\r\n\r\n");
                });
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            String answer = RawClient.exchange(
                    balancer.port(),
                    POST.replace("Connection: close", "TE: deflate, trailers\r\nConnection: TE, close")
                            + "2\r\nhi\r\n0\r\nX-Sum: 7\r\nX-Forwarded-For: 1.2.3.4\r\nHost: b\r\n\r\n");

            assertThat(answer).endsWith("2\r\nok\r\n0\r\nX-Sum: 42\r\n\r\n");
            assertThat(body.get(10, TimeUnit.SECONDS)).isEqualTo("2\r\nhi\r\n0\r\nX-Sum: 7\r\n\r\n");
            assertThat(backend.heads())
                    .singleElement()
                    .asString()
                    .contains("\r\nTE: trailers\r\n", "\r\nConnection: TE\r\n")
                    .doesNotContain("deflate");
        }
    }

    @Test
    void goOnAfterNoContent() throws Exception {
        CompletableFuture<String> body = new CompletableFuture<>();
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    body.complete(wire.read("0\r\nX-Sum: 7\r\n\r\n".length()));
                    wire.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                });
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            String answer = RawClient.exchange(balancer.port(), POST + "0\r\nX-Sum: 7\r\n\r\n");

            assertThat(answer).endsWith("ok");
            assertThat(body.get(10, TimeUnit.SECONDS)).isEqualTo("0\r\nX-Sum: 7\r\n\r\n");
        }
    }

    @Test
    void carryTheStatusOfAConversationWithABackendOfHttp2() throws Exception {
        try (HandlerBackend backend = HandlerBackend.answering(
                        TrailersIT::converse, new HTTP2CServerConnectionFactory(new HttpConfiguration()));
                TestBalancer balancer = TestBalancer.before(backend.url().replace("http:", "h2c:"))
                        .start()) {
            assertThat(trailersOfAConversation(balancer).get("grpc-status")).isEqualTo("0");
        }
    }

    @Test
    void carryTheStatusOfAConversationWithABackendOfHttp11() throws Exception {
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    assertThat(wire.read(10)).isEqualTo("5\r\nfirst\r\n");
                    wire.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");
                    assertThat(wire.read(11)).isEqualTo("6\r\nsecond\r\n");
                    wire.write("6\r\nsecond\r\n");
                    assertThat(wire.read(5)).isEqualTo("0\r\n\r\n");
                    wire.write("0\r\ngrpc-status: 0\r\n\r\n");
                });
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            assertThat(trailersOfAConversation(balancer).get("grpc-status")).isEqualTo("0");
            assertThat(backend.heads()).singleElement().asString().containsIgnoringCase("\r\nTE: trailers\r\n");
        }
    }

    @Test
    void ofARequestReachABackendOfHttp2() throws Exception {
        CompletableFuture<HttpFields> came = new CompletableFuture<>();
        try (HandlerBackend backend = HandlerBackend.answering(
                        (request, response, callback) -> readTrailers(request, came, callback),
                        new HTTP2CServerConnectionFactory(new HttpConfiguration()));
                TestBalancer balancer = TestBalancer.before(backend.url().replace("http:", "h2c:"))
                        .start()) {
            String answer = RawClient.exchange(balancer.port(), POST + "2\r\nhi\r\n0\r\nX-Sum: 7\r\n\r\n");

            assertThat(answer).startsWith("HTTP/1.1 200 ");
            assertThat(came.get(10, TimeUnit.SECONDS).get("X-Sum")).isEqualTo("7");
        }
    }

    private static void readTrailers(Request request, CompletableFuture<HttpFields> came, Callback callback) {
        Content.Chunk chunk = request.read();
        while (chunk != null) {
            boolean last = chunk.isLast();
            if (chunk instanceof Trailers its) {
                came.complete(its.getTrailers());
            }
            chunk.release();
            if (last) {
                callback.succeeded();
                return;
            }
            chunk = request.read();
        }
        request.demand(() -> readTrailers(request, came, callback));
    }

    /** Says each message again as it comes, and how it went at the end. */
    private static void converse(Request request, org.eclipse.jetty.server.Response response, Callback callback)
            throws Exception {
        assertThat(request.getHeaders().get("TE")).isEqualTo("trailers");
        HttpFields trailers = HttpFields.build().put("grpc-status", "0");
        response.setTrailersSupplier(() -> trailers);
        try (InputStream in = Content.Source.asInputStream(request);
                OutputStream out = Content.Sink.asOutputStream(response)) {
            byte[] message = new byte[16];
            for (int length = in.read(message); length >= 0; length = in.read(message)) {
                out.write(message, 0, length);
                out.flush();
            }
        }
        callback.succeeded();
    }

    /** Sends a message when the one before has come back. */
    private HttpFields trailersOfAConversation(TestBalancer balancer) throws Exception {
        AsyncRequestContent body = new AsyncRequestContent();
        AtomicReference<String> received = new AtomicReference<>("");
        CompletableFuture<Result> result = new CompletableFuture<>();
        client.POST(balancer.url("/service/method"))
                .headers(headers -> headers.put("TE", "trailers").put("Content-Type", "application/grpc"))
                .body(body)
                .onResponseContent((response, bytes) ->
                        received.accumulateAndGet(ISO_8859_1.decode(bytes).toString(), String::concat))
                .send(result::complete);
        body.write(ByteBuffer.wrap("first".getBytes(ISO_8859_1)), Callback.NOOP);
        TestBalancer.await("the first is back", () -> "first".equals(received.get()));
        body.write(ByteBuffer.wrap("second".getBytes(ISO_8859_1)), Callback.NOOP);
        TestBalancer.await("the second is back", () -> "firstsecond".equals(received.get()));
        body.close();
        return result.get(10, TimeUnit.SECONDS).getResponse().getTrailers();
    }
}
