package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.candidacy.Chain;
import io.backhand.candidacy.functions.FunctionCatalogue;
import io.backhand.cluster.Slots;
import io.backhand.proxy.ProxyCounters.Event;
import io.backhand.routing.Route;
import io.backhand.testing.HandlerBackend;
import io.backhand.testing.Http2Stream;
import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import io.backhand.testing.TestBalancer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What comes past the number of requests that a backend is given at once. */
@Timeout(60)
class BackendLimitsIT {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    /** Requests that the backend has not answered yet. */
    private final Queue<Callback> unanswered = new ConcurrentLinkedQueue<>();

    private final Queue<String> asked = new ConcurrentLinkedQueue<>();

    @Test
    void requestsWaitTheirTurnInTheOrderTheyCame() throws Exception {
        try (HandlerBackend backend = patient();
                TestBalancer balancer =
                        TestBalancer.before(backend.url()).bounded(1, 9, LONG).start()) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                clients.add(ask(balancer, "/" + i));
                awaitAtBackendAndWaiting(balancer, 1, i);
            }
            for (int i = 0; i < 4; i++) {
                answerOne();
                assertThat(clients.get(i).readToEnd()).startsWith("HTTP/1.1 200 ");
                clients.get(i).close();
            }

            assertThat(asked).containsExactly("/0", "/1", "/2", "/3");
            assertThat(slots(balancer, "b0").waited()).isEqualTo(3);
        }
    }

    @Test
    void overHttp2TheyDoSoToo() throws Exception {
        HTTP2Client http2 = new HTTP2Client();
        http2.start();
        try (HandlerBackend backend = patient();
                TestBalancer balancer =
                        TestBalancer.before(backend.url()).bounded(1, 9, LONG).start()) {
            Http2Stream first = Http2Stream.get(http2, balancer.port(), "/0", HttpFields.EMPTY);
            awaitAtBackendAndWaiting(balancer, 1, 0);
            Http2Stream second = Http2Stream.get(http2, balancer.port(), "/1", HttpFields.EMPTY);
            awaitAtBackendAndWaiting(balancer, 1, 1);

            answerOne();
            assertThat(first.answer().getStatus()).isEqualTo(200);
            answerOne();
            assertThat(second.answer().getStatus()).isEqualTo(200);
        } finally {
            http2.stop();
        }
    }

    @Test
    void aBodyThatWaitedArrivesWhole() throws Exception {
        try (RawBackend backend = RawBackend.start(wire -> {
                    while (!wire.readHead().isEmpty()) {
                        wire.write(wire.read(5).equals("hello") ? OK : "HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n");
                    }
                });
                TestBalancer balancer =
                        TestBalancer.before(backend.url()).bounded(1, 9, LONG).start();
                RawClient holding = new RawClient(balancer.port());
                RawClient waiting = new RawClient(balancer.port())) {
            String post = "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 5\r\n\r\n";
            holding.write(post + "he");
            TestBalancer.await("the first is sent", () -> backend.heads().size() == 1);
            waiting.write(post + "hello");
            awaitWaiting(balancer, 1);
            holding.write("llo");

            assertThat(holding.readToEnd()).endsWith("ok");
            assertThat(waiting.readToEnd()).endsWith("ok");
        }
    }

    @Test
    void whoFindsTheQueueFullIsAskedToComeAgain() throws Exception {
        try (HandlerBackend backend = patient();
                TestBalancer balancer =
                        TestBalancer.before(backend.url()).bounded(1, 1, LONG).start();
                RawClient served = ask(balancer, "/0")) {
            awaitAtBackendAndWaiting(balancer, 1, 0);
            try (RawClient waiting = ask(balancer, "/1")) {
                awaitAtBackendAndWaiting(balancer, 1, 1);

                assertThat(RawClient.exchange(balancer.port(), get("/2")))
                        .startsWith("HTTP/1.1 503 ")
                        .contains("Retry-After: 1\r\n");

                balancer.awaitCount(Event.OVERLOADED, 1);
                answerOne();
                answerOne();
                assertThat(served.readToEnd()).startsWith("HTTP/1.1 200 ");
                assertThat(waiting.readToEnd()).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    @Test
    void whoHasWaitedTooLongIsAskedToComeAgain() throws Exception {
        try (HandlerBackend backend = patient();
                TestBalancer balancer = TestBalancer.before(backend.url())
                        .bounded(1, 9, Duration.ofMillis(100))
                        .start();
                RawClient served = ask(balancer, "/0")) {
            awaitAtBackendAndWaiting(balancer, 1, 0);

            assertThat(RawClient.exchange(balancer.port(), get("/1")))
                    .startsWith("HTTP/1.1 503 ")
                    .contains("Retry-After: 1\r\n");

            assertThat(slots(balancer, "b0").expired()).isEqualTo(1);
            answerOne();
            assertThat(served.readToEnd()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void whoLeavesWaitsNoMore() throws Exception {
        HTTP2Client http2 = new HTTP2Client();
        http2.start();
        try (HandlerBackend backend = patient();
                TestBalancer balancer =
                        TestBalancer.before(backend.url()).bounded(1, 9, LONG).start();
                RawClient served = ask(balancer, "/0")) {
            awaitAtBackendAndWaiting(balancer, 1, 0);
            Http2Stream leaving = Http2Stream.get(http2, balancer.port(), "/1", HttpFields.EMPTY);
            awaitAtBackendAndWaiting(balancer, 1, 1);

            leaving.reset();

            awaitWaiting(balancer, 0);
            balancer.awaitCount(Event.CLIENT_GONE, 1);
            answerOne();
            assertThat(served.readToEnd()).startsWith("HTTP/1.1 200 ");
            assertThat(asked).containsExactly("/0");
        } finally {
            http2.stop();
        }
    }

    @Test
    void theTimeOfTheWholeExchangeRunsWhileItWaits() throws Exception {
        try (HandlerBackend backend = patient();
                TestBalancer balancer = TestBalancer.before(backend.url())
                        .route(BackendLimitsIT::ofHalfASecond)
                        .bounded(1, 9, LONG)
                        .start();
                RawClient served = ask(balancer, "/0")) {
            awaitAtBackendAndWaiting(balancer, 1, 0);

            assertThat(RawClient.exchange(balancer.port(), get("/1"))).startsWith("HTTP/1.1 504 ");
            assertThat(served.readToEnd()).startsWith("HTTP/1.1 504 ");
            awaitWaiting(balancer, 0);
        }
    }

    @Test
    void aBackendWithRoomIsTakenBeforeAnyIsWaitedFor() throws Exception {
        try (HandlerBackend full = patient();
                RawBackend free = RawBackend.answering(OK);
                TestBalancer balancer = TestBalancer.before(full.url(), free.url())
                        .bounded(1, 9, LONG)
                        .start();
                RawClient served = ask(balancer, "/0")) {
            awaitAtBackendAndWaiting(balancer, 1, 0);

            assertThat(RawClient.exchange(balancer.port(), get("/1"))).endsWith("ok");

            assertThat(slots(balancer, "b0").waited()).isZero();
            answerOne();
            assertThat(served.readToEnd()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aSessionsRequestWaitsForItsOwn() throws Exception {
        try (HandlerBackend full = patient();
                RawBackend free = RawBackend.answering(OK);
                TestBalancer balancer = TestBalancer.before(full.url(), free.url())
                        .route(BackendLimitsIT::bySession)
                        .bounded(1, 9, LONG)
                        .start();
                RawClient first = ask(balancer, "/;JSESSIONID=1.b0")) {
            awaitAtBackendAndWaiting(balancer, 1, 0);
            try (RawClient second = ask(balancer, "/;JSESSIONID=2.b0")) {
                awaitAtBackendAndWaiting(balancer, 1, 1);
                answerOne();
                assertThat(first.readToEnd()).startsWith("HTTP/1.1 200 ");
                answerOne();
                assertThat(second.readToEnd()).startsWith("HTTP/1.1 200 ");
            }
            assertThat(free.heads()).isEmpty();
        }
    }

    @Test
    void whatFailsMakesRoomToo() throws Exception {
        try (RawBackend breaking = RawBackend.start(RawBackend.Wire::readHead);
                TestBalancer balancer =
                        TestBalancer.before(breaking.url()).bounded(1, 9, LONG).start()) {
            for (int i = 0; i < 3; i++) {
                assertThat(RawClient.exchange(balancer.port(), get("/"))).startsWith("HTTP/1.1 502 ");
            }
            TestBalancer.await("no slot is taken", () -> slots(balancer, "b0").taken() == 0);
        }
    }

    /** Answers when it is told to. */
    private HandlerBackend patient() throws Exception {
        return HandlerBackend.answering((request, response, callback) -> {
            asked.add(request.getHttpURI().getPath());
            unanswered.add(callback);
        });
    }

    private void answerOne() {
        TestBalancer.await("something to answer", () -> !unanswered.isEmpty());
        Callback next = unanswered.poll();
        if (next != null) {
            next.succeeded();
        }
    }

    private void awaitAtBackendAndWaiting(TestBalancer balancer, int atBackend, int waiting) {
        TestBalancer.await("the backend is asked", () -> unanswered.size() == atBackend);
        awaitWaiting(balancer, waiting);
    }

    private static void awaitWaiting(TestBalancer balancer, int waiting) {
        TestBalancer.await(waiting + " wait", () -> slots(balancer, "b0").waiting() == waiting);
    }

    private static Slots slots(TestBalancer balancer, String backend) {
        return balancer.account(backend).slots();
    }

    private static RawClient ask(TestBalancer balancer, String target) throws IOException {
        RawClient client = new RawClient(balancer.port());
        client.write(get(target));
        return client;
    }

    private static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    }

    private static Route ofHalfASecond(Route route) {
        Route.Limits limits = route.limits();
        return with(
                route, route.chain(), new Route.Limits(limits.connect(), limits.firstByte(), Duration.ofMillis(500)));
    }

    private static Route bySession(Route route) {
        Chain chain = new Chain(List.of(FunctionCatalogue.builtIns().parse("bySession JSESSIONID")));
        return with(route, chain, route.limits());
    }

    private static Route with(Route route, Chain chain, Route.Limits limits) {
        return new Route(
                route.path(), chain, route.staticRoot(), route.redirect(), limits, route.retry(), route.rewrites());
    }
}
