package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.proxy.ProxyCounters.Event;
import io.backhand.routing.Route;
import io.backhand.routing.Route.BodyLimits;
import io.backhand.routing.Route.Limits;
import io.backhand.testing.Http2Stream;
import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import io.backhand.testing.TestBalancer;
import java.io.IOException;
import java.time.Duration;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A body longer than its route allows is refused, and the backend is not to blame. */
@Timeout(30)
class MaxBodyIT {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
    private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n";

    @Test
    void oneThatSaysSoReachesNoBackend() throws Exception {
        try (RawBackend backend = readingAll();
                TestBalancer balancer = limited(backend)) {
            assertThat(RawClient.exchange(balancer.port(), POST + "Content-Length: 9\r\n\r\n123456789"))
                    .startsWith("HTTP/1.1 413 ");

            assertThat(backend.connections()).isZero();
            balancer.awaitCount(Event.TOO_LONG, 1);
        }
    }

    @Test
    void oneThatWaitsToBeAskedForIsNot() throws Exception {
        try (RawBackend backend = readingAll();
                TestBalancer balancer = limited(backend)) {
            assertThat(RawClient.exchange(balancer.port(), POST + "Expect: 100-continue\r\nContent-Length: 9\r\n\r\n"))
                    .startsWith("HTTP/1.1 413 ");

            assertThat(backend.connections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 8\r\n\r\n12345678",
                "Transfer-Encoding: chunked\r\n\r\n8\r\n12345678\r\n0\r\n\r\n"
            })
    void oneAtTheLimitPasses(String framed) throws Exception {
        try (RawBackend backend = RawBackend.start(wire -> {
                    String head = wire.readHead();
                    wire.read(head.contains("chunked") ? "8\r\n12345678\r\n0\r\n\r\n".length() : 8);
                    wire.write(OK);
                });
                TestBalancer balancer = limited(backend)) {
            assertThat(RawClient.exchange(balancer.port(), POST + framed)).endsWith("ok");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"9\r\n123456789\r\n0\r\n\r\n", "8\r\n12345678\r\n1\r\n9\r\n0\r\n\r\n"})
    void oneInChunksIsCounted(String chunks) throws Exception {
        try (RawBackend backend = readingAll();
                TestBalancer balancer = limited(backend)) {
            assertThat(RawClient.exchange(balancer.port(), POST + "Transfer-Encoding: chunked\r\n\r\n" + chunks))
                    .startsWith("HTTP/1.1 413 ");

            balancer.awaitCount(Event.TOO_LONG, 1);
            assertThat(balancer.account("b0").failures()).isZero();
        }
    }

    @Test
    void oneThatGrowsOnTheWayIsBrokenOff() throws Exception {
        try (RawBackend backend = readingAll();
                TestBalancer balancer = limited(backend);
                RawClient client = new RawClient(balancer.port())) {
            client.write(POST + "Transfer-Encoding: chunked\r\n\r\n8\r\n12345678\r\n");
            TestBalancer.await("the backend is asked", () -> backend.heads().size() == 1);
            client.write("1\r\n9\r\n");

            assertThat(client.readToEnd()).startsWith("HTTP/1.1 413 ");
            assertThat(balancer.account("b0").failures()).isZero();
        }
    }

    @Test
    void overHttp2ItIsTheSame() throws Exception {
        HTTP2Client http2 = new HTTP2Client();
        http2.start();
        try (RawBackend backend = readingAll();
                TestBalancer balancer = limited(backend)) {
            Http2Stream growing = Http2Stream.post(http2, balancer.port(), "/", HttpFields.EMPTY);
            growing.send("12345678", false);
            growing.send("9", false);
            assertThat(growing.answer().getStatus()).isEqualTo(413);

            Http2Stream declared = Http2Stream.post(
                    http2, balancer.port(), "/", HttpFields.build().put("Content-Length", "9"));
            assertThat(declared.answer().getStatus()).isEqualTo(413);
            balancer.awaitCount(Event.TOO_LONG, 2);
        } finally {
            http2.stop();
        }
    }

    private static RawBackend readingAll() throws IOException {
        return RawBackend.start(wire -> {
            wire.readHead();
            wire.read(Integer.MAX_VALUE);
        });
    }

    private static TestBalancer limited(RawBackend backend) throws Exception {
        return TestBalancer.before(backend.url()).route(MaxBodyIT::ofEightBytes).start();
    }

    private static Route ofEightBytes(Route route) {
        Limits limits = Limits.DEFAULT;
        return new Route(
                route.path(),
                route.chain(),
                route.staticRoot(),
                route.redirect(),
                new Limits(limits.connect(), limits.firstByte(), limits.total(), new BodyLimits(8, Duration.ZERO, 1)),
                route.retry(),
                route.rewrites());
    }
}
