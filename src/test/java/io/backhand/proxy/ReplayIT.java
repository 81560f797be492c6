package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.proxy.ProxyCounters.Event;
import io.backhand.routing.Route;
import io.backhand.testing.HandlerBackend;
import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import io.backhand.testing.TestBalancer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.HttpClientTransportOverHTTP2;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.HttpConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A body that one backend has had goes whole to the next; a long one does not. */
@Timeout(30)
class ReplayIT {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String BUSY = "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy";
    private static final String HEAD = " / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n";

    /** What it answers with is what it was sent. */
    private static HandlerBackend echoing() throws Exception {
        return HandlerBackend.answering((request, response, callback) -> Content.copy(request, response, callback));
    }

    /** Reads so much of the first request's body and closes the connection. */
    private static RawBackend breakingAfter(int bytes) throws IOException {
        return RawBackend.start(wire -> {
            wire.readHead();
            wire.read(bytes);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\n\r\nhello",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"
            })
    void goesToTheNextWhereAFreshConnectionBroke(String rest) throws Exception {
        try (RawBackend bad = breakingAfter(5);
                HandlerBackend good = echoing();
                TestBalancer balancer =
                        TestBalancer.before(bad.url(), good.url()).start()) {
            assertThat(RawClient.exchange(balancer.port(), "PUT" + HEAD + rest)).contains("hello");
            assertThat(bad.heads()).hasSize(1);
            balancer.awaitCount(Event.RETRIED_BROKEN, 1);
        }
    }

    @Test
    void goesToTheNextWhereTheAnswerIsOneToRetryOn() throws Exception {
        try (RawBackend busy = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.read(5);
                    wire.write(BUSY);
                });
                HandlerBackend good = echoing();
                TestBalancer balancer =
                        TestBalancer.before(busy.url(), good.url()).start()) {
            assertThat(RawClient.exchange(balancer.port(), "PUT" + HEAD + "Content-Length: 5\r\n\r\nhello"))
                    .endsWith("hello");
            balancer.awaitCount(Event.RETRIED_STATUS, 1);
        }
    }

    @Test
    void whatTheClientHasYetToSendComesAfterWhatWasKept() throws Exception {
        try (RawBackend bad = breakingAfter(3);
                HandlerBackend good = echoing();
                TestBalancer balancer =
                        TestBalancer.before(bad.url(), good.url()).start();
                RawClient client = new RawClient(balancer.port())) {
            client.write("PUT" + HEAD + "Content-Length: 5\r\n\r\nhel");
            balancer.awaitCount(Event.RETRIED_BROKEN, 1);
            client.write("lo");

            assertThat(client.readToEnd()).endsWith("hello");
        }
    }

    /** Answers on each connection once, and closes it when the next request is there whole. */
    @Test
    void goesOnAFreshConnectionWhereAReusedOneWasStale() throws Exception {
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.read(5);
                    wire.write(OK);
                    wire.readHead();
                    wire.read(5);
                });
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            String put = "PUT" + HEAD + "Content-Length: 5\r\n\r\nhello";
            assertThat(RawClient.exchange(balancer.port(), put)).endsWith("ok");
            TestBalancer.await("the connection is idle", () -> balancer.idleConnections() == 1);

            assertThat(RawClient.exchange(balancer.port(), put)).endsWith("ok");
            balancer.awaitCount(Event.RETRIED_STALE, 1);
        }
    }

    @Test
    void anyMethodIsRepeatedWhereTheRouteSaysSo() throws Exception {
        try (RawBackend bad = breakingAfter(5);
                HandlerBackend good = echoing();
                TestBalancer balancer = TestBalancer.before(bad.url(), good.url())
                        .route(route -> retrying(route, 1024, true))
                        .start()) {
            assertThat(RawClient.exchange(balancer.port(), "POST" + HEAD + "Content-Length: 5\r\n\r\nhello"))
                    .endsWith("hello");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    void aLongerOneIsTriedOnce(int replayBytes) throws Exception {
        try (RawBackend bad = breakingAfter(5);
                RawBackend good = RawBackend.answering(OK);
                TestBalancer balancer = TestBalancer.before(bad.url(), good.url())
                        .route(route -> retrying(route, replayBytes, false))
                        .start()) {
            assertThat(RawClient.exchange(balancer.port(), "PUT" + HEAD + "Content-Length: 5\r\n\r\nhello"))
                    .startsWith("HTTP/1.1 502 ");
            assertThat(good.heads()).isEmpty();
        }
    }

    /** Each small piece may hold a whole buffer of the network. */
    @Test
    void oneInManySmallPiecesIsTriedOnce() throws Exception {
        int pieces = ClientBody.MAX_KEPT_CHUNKS + 1;
        try (RawBackend bad = RawBackend.start(wire -> {
                    wire.readHead();
                    for (int i = 0; i < pieces; i++) {
                        wire.read(1);
                        wire.write("HTTP/1.1 199 Taken\r\n\r\n");
                    }
                });
                RawBackend good = RawBackend.answering(OK);
                TestBalancer balancer =
                        TestBalancer.before(bad.url(), good.url()).start();
                RawClient client = new RawClient(balancer.port())) {
            client.write("PUT" + HEAD + "Content-Length: 1000\r\n\r\n");
            for (int i = 0; i < pieces; i++) {
                client.write("x");
                client.readUntil("\r\n\r\n");
            }

            assertThat(client.readToEnd()).startsWith("HTTP/1.1 502 ");
            assertThat(good.heads()).isEmpty();
        }
    }

    @Test
    void goesToTheNextFromAClientOfHttp2() throws Exception {
        HttpClient client = new HttpClient(new HttpClientTransportOverHTTP2(new HTTP2Client()));
        byte[] body = "x".repeat(40_000).getBytes(StandardCharsets.US_ASCII);
        try (RawBackend bad = breakingAfter(body.length);
                HandlerBackend good = echoing();
                TestBalancer balancer =
                        TestBalancer.before(bad.url(), good.url()).start()) {
            client.start();
            ContentResponse response = client.newRequest(balancer.url("/"))
                    .method("PUT")
                    .body(new BytesRequestContent(body))
                    .send();

            assertThat(response.getStatus()).isEqualTo(200);
            assertThat(response.getContent()).isEqualTo(body);
        } finally {
            client.stop();
        }
    }

    @Test
    void goesToTheNextFromABackendOfHttp2() throws Exception {
        try (HandlerBackend busy = HandlerBackend.answering(
                        (request, response, callback) -> {
                            response.setStatus(503);
                            Content.Source.consumeAll(request, callback);
                        },
                        new HTTP2CServerConnectionFactory(new HttpConfiguration()));
                HandlerBackend good = echoing();
                TestBalancer balancer = TestBalancer.before(busy.url().replace("http://", "h2c://"), good.url())
                        .start()) {
            assertThat(RawClient.exchange(balancer.port(), "PUT" + HEAD + "Content-Length: 5\r\n\r\nhello"))
                    .endsWith("hello");
            balancer.awaitCount(Event.RETRIED_STATUS, 1);
        }
    }

    private static Route retrying(Route route, int replayBytes, boolean repeatable) {
        return new Route(
                route.path(),
                route.chain(),
                route.staticRoot(),
                route.redirect(),
                route.limits(),
                new Route.Retry(Set.of(503), replayBytes, repeatable),
                route.rewrites());
    }
}
