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
import java.time.Duration;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that sends its body a byte now and then is not waited for, unless it is being answered. */
@Timeout(30)
class SlowUploadIT {
    private static final Duration PATIENCE = Duration.ofMillis(100);
    private static final String POST =
            "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String BYTE = "1\r\nx\r\n";

    @Test
    void isAnswered408AndNoFaultOfTheBackend() throws Exception {
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.read(Integer.MAX_VALUE);
                });
                TestBalancer balancer = impatient(backend);
                RawClient client = new RawClient(balancer.port())) {
            client.write(POST);
            TestBalancer.await("the backend is asked", () -> backend.heads().size() == 1);
            pause();
            client.write(BYTE);

            assertThat(client.readToEnd()).startsWith("HTTP/1.1 408 ");
            balancer.awaitCount(Event.TOO_SLOW, 1);
            assertThat(balancer.account("b0").failures()).isZero();
        }
    }

    @Test
    void overHttp2ItIsTheSame() throws Exception {
        HTTP2Client http2 = new HTTP2Client();
        http2.start();
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.read(Integer.MAX_VALUE);
                });
                TestBalancer balancer = impatient(backend)) {
            Http2Stream upload = Http2Stream.post(http2, balancer.port(), "/", HttpFields.EMPTY);
            TestBalancer.await("the backend is asked", () -> backend.heads().size() == 1);
            pause();
            upload.send("x", false);

            assertThat(upload.answer().getStatus()).isEqualTo(408);
            balancer.awaitCount(Event.TOO_SLOW, 1);
        } finally {
            http2.stop();
        }
    }

    @Test
    void mayTakeItsTimeWhileItIsAnswered() throws Exception {
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhalf");
                    wire.read((BYTE + "0\r\n\r\n").length());
                    wire.write("whole");
                });
                TestBalancer balancer = impatient(backend);
                RawClient client = new RawClient(balancer.port())) {
            client.write(POST);
            client.readUntil("half");
            pause();
            client.write(BYTE);
            client.write("0\r\n\r\n");

            assertThat(client.readToEnd()).contains("whole");
        }
    }

    /** Longer than a client is waited for. */
    private static void pause() {
        long end = System.nanoTime() + 4 * PATIENCE.toNanos();
        TestBalancer.await("time passes", () -> System.nanoTime() - end > 0);
    }

    private static TestBalancer impatient(RawBackend backend) throws Exception {
        return TestBalancer.before(backend.url()).route(SlowUploadIT::impatient).start();
    }

    private static Route impatient(Route route) {
        Limits limits = route.limits();
        return new Route(
                route.path(),
                route.chain(),
                route.staticRoot(),
                route.redirect(),
                new Limits(limits.connect(), limits.firstByte(), limits.total(), new BodyLimits(0, PATIENCE, 1000)),
                route.retry(),
                route.rewrites());
    }
}
