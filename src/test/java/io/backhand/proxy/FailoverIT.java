package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.proxy.ProxyCounters.Event;
import io.backhand.routing.Route;
import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import io.backhand.testing.SilentBackend;
import io.backhand.testing.TestBalancer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a request goes to another backend, a row of the design's table after the other, and when it must not. */
@Timeout(30)
class FailoverIT {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    private static final String POST =
            "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello";
    private static final String EMPTY_POST =
            "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

    /** Reads the request and closes the connection without a word. */
    private static RawBackend breaking() throws IOException {
        return RawBackend.start(RawBackend.Wire::readHead);
    }

    @ParameterizedTest
    @ValueSource(strings = {GET, POST, EMPTY_POST})
    void triesTheNextWhereAConnectionIsRefused(String request) throws Exception {
        try (RawBackend good = RawBackend.answering(OK);
                TestBalancer balancer =
                        TestBalancer.before(RawBackend.refusing(), good.url()).start()) {
            assertThat(RawClient.exchange(balancer.port(), request)).endsWith("ok");

            balancer.awaitCount(Event.RETRIED_NOT_SENT, 1);
            assertThat(balancer.account("b0").failures()).isEqualTo(1);
            assertThat(balancer.account("b0").retries()).isEqualTo(1);
            assertThat(balancer.account("b1").retries()).isZero();
            assertThat(balancer.account("b0").isOut(System.nanoTime())).isTrue();
        }
    }

    @Test
    void triesTheNextWhereNoConnectionIsMadeInTime() throws Exception {
        try (SilentBackend full = SilentBackend.open();
                RawBackend good = RawBackend.answering(OK);
                TestBalancer balancer = TestBalancer.before(full.url(), good.url())
                        .route(route -> TestBalancer.limited(route, Duration.ofMillis(200), Duration.ZERO))
                        .start()) {
            assertThat(RawClient.exchange(balancer.port(), POST)).endsWith("ok");

            balancer.awaitCount(Event.RETRIED_NOT_SENT, 1);
        }
    }

    @Test
    void answers503WhereNobodyCanBeReached() throws Exception {
        try (TestBalancer balancer = TestBalancer.before(RawBackend.refusing(), RawBackend.refusing())
                .start()) {
            String response = RawClient.exchange(balancer.port(), GET);

            assertThat(response).startsWith("HTTP/1.1 503 ").contains("Retry-After: 1\r\n");
            assertThat(response).doesNotContain("127.0.0.1");
            balancer.awaitCount(Event.NO_BACKEND, 1);
        }
    }

    @Test
    void answers503WhereThereIsNoBackend() throws Exception {
        try (TestBalancer balancer = TestBalancer.before().start()) {
            assertThat(RawClient.exchange(balancer.port(), GET)).startsWith("HTTP/1.1 503 ");
        }
    }

    /** Answers the first request of its first connection, and closes it on the second. */
    private static RawBackend closingAReusedConnection() throws IOException {
        return RawBackend.start(wire -> {
            if (wire.number() == 1) {
                wire.readHead();
                wire.write(OK);
                wire.readHead();
            } else {
                while (!wire.readHead().isEmpty()) {
                    wire.write(OK);
                }
            }
        });
    }

    @Test
    void triesOnceMoreOnAFreshConnectionWhereAReusedOneWasStale() throws Exception {
        try (RawBackend backend = closingAReusedConnection();
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            requestAndWaitForTheConnection(balancer);

            assertThat(RawClient.exchange(balancer.port(), GET)).endsWith("ok");
            assertThat(backend.heads()).hasSize(3);
            balancer.awaitCount(Event.RETRIED_STALE, 1);
            assertThat(balancer.account("b0").retries()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {POST, EMPTY_POST})
    void doesNotRepeatAPostOnAStaleConnection(String post) throws Exception {
        try (RawBackend backend = closingAReusedConnection();
                RawBackend other = RawBackend.answering(OK);
                TestBalancer balancer =
                        TestBalancer.before(backend.url(), other.url()).start()) {
            requestAndWaitForTheConnection(balancer);

            assertThat(RawClient.exchange(balancer.port(), post)).startsWith("HTTP/1.1 502 ");
            assertThat(backend.heads()).hasSize(2);
            assertThat(other.heads()).isEmpty();
        }
    }

    private static void requestAndWaitForTheConnection(TestBalancer balancer) throws IOException {
        assertThat(RawClient.exchange(balancer.port(), GET)).endsWith("ok");
        TestBalancer.await("the connection is idle", () -> balancer.idleConnections() == 1);
    }

    @Test
    void triesTheNextWhereAFreshConnectionBroke() throws Exception {
        try (RawBackend bad = breaking();
                RawBackend good = RawBackend.answering(OK);
                TestBalancer balancer =
                        TestBalancer.before(bad.url(), good.url()).start()) {
            assertThat(RawClient.exchange(balancer.port(), GET)).endsWith("ok");

            assertThat(bad.heads()).hasSize(1);
            balancer.awaitCount(Event.RETRIED_BROKEN, 1);
            assertThat(balancer.account("b0").failures()).isEqualTo(1);
        }
    }

    @Test
    void triesTheNextWhereAFreshConnectionWasReset() throws Exception {
        try (RawBackend bad = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.reset();
                });
                RawBackend good = RawBackend.answering(OK);
                TestBalancer balancer =
                        TestBalancer.before(bad.url(), good.url()).start()) {
            assertThat(RawClient.exchange(balancer.port(), GET)).endsWith("ok");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {POST, EMPTY_POST})
    void doesNotRepeatAPostThatMayHaveBeenTaken(String post) throws Exception {
        try (RawBackend bad = breaking();
                RawBackend good = RawBackend.answering(OK);
                TestBalancer balancer =
                        TestBalancer.before(bad.url(), good.url()).start()) {
            assertThat(RawClient.exchange(balancer.port(), post)).startsWith("HTTP/1.1 502 ");
            assertThat(good.heads()).isEmpty();
            balancer.awaitCount(Event.BAD_GATEWAY, 1);
        }
    }

    @Test
    void repeatsAPostThatSaysItMayBeRepeated() throws Exception {
        try (RawBackend bad = breaking();
                RawBackend good = RawBackend.answering(OK);
                TestBalancer balancer =
                        TestBalancer.before(bad.url(), good.url()).start()) {
            String post = EMPTY_POST.replace("Host: a\r\n", "Host: a\r\nIdempotency-Key: 1\r\n");

            assertThat(RawClient.exchange(balancer.port(), post)).endsWith("ok");
        }
    }

    @Test
    void stopsRepeatingWhenTheBudgetIsSpent() throws Exception {
        try (RawBackend bad = breaking();
                RawBackend good = RawBackend.answering(OK);
                TestBalancer balancer =
                        TestBalancer.before(bad.url(), good.url()).start()) {
            List<String> responses = new ArrayList<>();
            // The fifth keeps it out.
            for (int i = 0; i < 5; i++) {
                responses.add(RawClient.exchange(balancer.port(), GET));
            }

            assertThat(responses)
                    .filteredOn(response -> response.endsWith("ok"))
                    .hasSize(3);
            assertThat(responses)
                    .filteredOn(response -> response.startsWith("HTTP/1.1 502 "))
                    .hasSize(2);
            balancer.awaitCount(Event.RETRY_BUDGET_SPENT, 2);
        }
    }

    @Test
    void triesTheNextWhereTheAnswerIsOneToRetryOn() throws Exception {
        try (RawBackend busy = RawBackend.answering("HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy");
                RawBackend good = RawBackend.answering(OK);
                TestBalancer balancer =
                        TestBalancer.before(busy.url(), good.url()).start()) {
            assertThat(RawClient.exchange(balancer.port(), GET)).endsWith("ok");
            balancer.awaitCount(Event.RETRIED_STATUS, 1);
            assertThat(balancer.account("b0").retries()).isEqualTo(1);

            assertThat(RawClient.exchange(balancer.port(), POST)).endsWith("busy");
            assertThat(good.heads()).hasSize(1);
        }
    }

    @Test
    void passesOnTheLastAnswerWhereAllAreOnesToRetryOn() throws Exception {
        String busy = "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbus";
        try (RawBackend first = RawBackend.answering(busy + "1");
                RawBackend second = RawBackend.answering(busy + "2");
                TestBalancer balancer =
                        TestBalancer.before(first.url(), second.url()).start()) {
            assertThat(RawClient.exchange(balancer.port(), GET))
                    .startsWith("HTTP/1.1 503 ")
                    .endsWith("bus2");
        }
    }

    @Test
    void neverSendsAgainWhereABackendIsMerelySlow() throws Exception {
        try (RawBackend slow = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.readHead();
                });
                RawBackend good = RawBackend.answering(OK);
                TestBalancer balancer = TestBalancer.before(slow.url(), good.url())
                        .route(route -> TestBalancer.limited(route, Duration.ofSeconds(2), Duration.ofMillis(200)))
                        .start()) {
            assertThat(RawClient.exchange(balancer.port(), GET)).startsWith("HTTP/1.1 504 ");
            assertThat(good.heads()).isEmpty();
            balancer.awaitCount(Event.GATEWAY_TIMEOUT, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Content-Length: 5\r\n\r\nhel|lo", "Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n|0\r\n\r\n"})
    void hasNoLimitForAClientThatPausesItsUpload(String bodyInTwo) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        String[] pieces = bodyInTwo.split("\\|", 2);
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.read(bodyInTwo.length() - 1 - bodyInTwo.indexOf("\r\n\r\n") - 4);
                    wire.write(OK);
                });
                TestBalancer balancer = TestBalancer.before(backend.url())
                        .route(route -> TestBalancer.limited(route, Duration.ofSeconds(2), Duration.ofMillis(200)))
                        .start();
                RawClient client = new RawClient(balancer.port())) {
            client.write("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + pieces[0]);
            assertThat(never.await(1, TimeUnit.SECONDS)).isFalse();
            client.write(pieces[1]);

            assertThat(client.readToEnd()).endsWith("ok");
        }
    }

    @Test
    void letsTheClientSeeThatAResponseWithoutLengthWasReset() throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        try (RawBackend bad = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.write("HTTP/1.1 200 OK\r\n\r\nhalf");
                    awaitQuietly(taken);
                    wire.reset();
                });
                TestBalancer balancer = TestBalancer.before(bad.url()).start();
                RawClient client = new RawClient(balancer.port())) {
            client.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            client.readUntil("half");
            taken.countDown();

            assertThat(client.readToEnd()).doesNotContain("0\r\n\r\n");
            balancer.awaitCount(Event.TRUNCATED, 1);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void boundsTheWholeOfARequestWhereTheRouteSaysSo() throws Exception {
        try (RawBackend slow = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.readHead();
                });
                TestBalancer balancer = TestBalancer.before(slow.url())
                        .route(route -> new Route(
                                route.path(),
                                route.chain(),
                                route.staticRoot(),
                                route.redirect(),
                                new Route.Limits(Duration.ofSeconds(2), Duration.ZERO, Duration.ofMillis(200)),
                                route.retry(),
                                route.rewrites()))
                        .start()) {
            assertThat(RawClient.exchange(balancer.port(), GET)).startsWith("HTTP/1.1 504 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"
            })
    void letsTheClientSeeThatAResponseBrokeOff(String half) throws Exception {
        try (RawBackend bad = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.write(half);
                });
                RawBackend good = RawBackend.answering(OK);
                TestBalancer balancer =
                        TestBalancer.before(bad.url(), good.url()).start()) {
            String response = RawClient.exchange(balancer.port(), "GET / HTTP/1.1\r\nHost: a\r\n\r\n");

            assertThat(response).startsWith("HTTP/1.1 200 OK\r\n").doesNotContain("\r\n0\r\n");
            assertThat(response.endsWith("half") || response.endsWith("half\r\n") || !response.contains("half"))
                    .isTrue();
            assertThat(good.heads()).isEmpty();
            balancer.awaitCount(Event.TRUNCATED, 1);
            assertThat(balancer.account("b0").failures()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n\r\n",
                "HTTP/1.1 2",
                "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
            })
    void answers502ToWhatIsNoResponse(String garbage) throws Exception {
        try (RawBackend bad = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.write(garbage);
                });
                RawBackend good = RawBackend.answering(OK);
                TestBalancer balancer =
                        TestBalancer.before(bad.url(), good.url()).start()) {
            assertThat(RawClient.exchange(balancer.port(), GET)).startsWith("HTTP/1.1 502 ");
            assertThat(good.heads()).isEmpty();
        }
    }
}
