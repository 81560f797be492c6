package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.candidacy.functions.FunctionCatalogue;
import io.backhand.proxy.ProxyCounters.Event;
import io.backhand.routing.Route;
import io.backhand.testing.HandlerBackend;
import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import io.backhand.testing.TestBalancer;
import io.backhand.testing.cluster.GetLoad;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who answers badly is kept out, whatever is bad about it, and the last that is left is not. */
@Timeout(60)
class EjectionIT {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    private static final int CLIENTS = 8;

    @Test
    void aBackendThatAnswers500AtOnceGetsUnderTwoPercentAfterTwoSeconds() throws Exception {
        try (HandlerBackend b0 = answering("b0", 500);
                HandlerBackend b1 = answering("b1", 200);
                HandlerBackend b2 = answering("b2", 200);
                HandlerBackend b3 = answering("b3", 200);
                TestBalancer balancer = TestBalancer.before(b0.url(), b1.url(), b2.url(), b3.url())
                        .route(any -> Route.of("/", FunctionCatalogue.builtIns().defaultChain()))
                        .start()) {
            long begun = System.nanoTime();
            List<GetLoad.Outcome> outcomes;
            try (GetLoad load = new GetLoad(balancer.port(), CLIENTS)) {
                load.awaitOutcome("four seconds of load", Duration.ofSeconds(20), after(begun, 4));
                outcomes = load.outcomes().stream().filter(after(begun, 2)).toList();
            }

            assertThat(outcomes).hasSizeGreaterThan(500);
            assertThat(outcomes.stream()
                            .filter(outcome -> outcome.backend().equals("b0"))
                            .count())
                    .isLessThan(outcomes.size() / 50);
            assertThat(balancer.account("b0").health().ejections()).isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void fiveAnswersThatAreNoHttpKeepABackendOut() throws Exception {
        try (RawBackend garbage = RawBackend.answering("nothing that anybody knows\r\n\r\n");
                HandlerBackend good = answering("b1", 200);
                TestBalancer balancer =
                        TestBalancer.before(garbage.url(), good.url()).start()) {
            for (int i = 0; i < 5; i++) {
                assertThat(isOut(balancer, "b0")).isFalse();
                assertThat(RawClient.exchange(balancer.port(), GET)).startsWith("HTTP/1.1 502 ");
            }

            assertThat(isOut(balancer, "b0")).isTrue();
            assertThat(RawClient.exchange(balancer.port(), GET)).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void fiveResponsesThatBreakOffKeepABackendOut() throws Exception {
        try (RawBackend broken = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                });
                HandlerBackend good = answering("b1", 200);
                TestBalancer balancer =
                        TestBalancer.before(broken.url(), good.url()).start()) {
            for (int i = 0; i < 5; i++) {
                assertThat(isOut(balancer, "b0")).isFalse();
                breakOff(balancer, i + 1);
            }

            assertThat(isOut(balancer, "b0")).isTrue();
            assertThat(RawClient.exchange(balancer.port(), GET)).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void clientsWhoseBodiesBreakWhileTheyAreAnsweredKeepNobodyOut() throws Exception {
        try (RawBackend early = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
                    wire.read(Integer.MAX_VALUE);
                });
                HandlerBackend good = answering("b1", 200);
                TestBalancer balancer =
                        TestBalancer.before(early.url(), good.url()).start()) {
            for (int i = 0; i < 6; i++) {
                try (RawClient client = new RawClient(balancer.port())) {
                    client.write("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n");
                    client.readUntil("half");
                    client.write("no length\r\n");
                    balancer.awaitCount(Event.CLIENT_GONE, i + 1L);
                }
            }

            assertThat(isOut(balancer, "b0")).isFalse();
            assertThat(balancer.account("b0").failures()).isZero();
            assertThat(balancer.counters().count(Event.TRUNCATED)).isZero();
        }
    }

    @Test
    void fiveTimeOutsKeepABackendOut() throws Exception {
        try (RawBackend silent = RawBackend.start(wire -> wire.read(Integer.MAX_VALUE));
                HandlerBackend good = answering("b1", 200);
                TestBalancer balancer = TestBalancer.before(silent.url(), good.url())
                        .route(EjectionIT::impatient)
                        .start()) {
            for (int i = 0; i < 5; i++) {
                assertThat(isOut(balancer, "b0")).isFalse();
                assertThat(RawClient.exchange(balancer.port(), GET)).startsWith("HTTP/1.1 504 ");
            }

            assertThat(isOut(balancer, "b0")).isTrue();
        }
    }

    @Test
    void theLastBackendStaysThoughItAnswersNothingBut500() throws Exception {
        try (HandlerBackend only = answering("b0", 500);
                TestBalancer balancer = TestBalancer.before(only.url()).start()) {
            for (int i = 0; i < 20; i++) {
                assertThat(RawClient.exchange(balancer.port(), GET)).startsWith("HTTP/1.1 500 ");
            }

            assertThat(isOut(balancer, "b0")).isFalse();
        }
    }

    private static boolean isOut(TestBalancer balancer, String name) {
        return balancer.account(name).isOut(System.nanoTime());
    }

    private static void breakOff(TestBalancer balancer, long times) throws IOException {
        try (RawClient client = new RawClient(balancer.port())) {
            client.write(GET);
            client.readUntil("half");
            balancer.awaitCount(Event.TRUNCATED, times);
        }
    }

    private static Route impatient(Route route) {
        return TestBalancer.limited(route, route.limits().connect(), Duration.ofMillis(50));
    }

    private static Predicate<GetLoad.Outcome> after(long begun, int seconds) {
        return outcome ->
                outcome.begunNanos() - begun > Duration.ofSeconds(seconds).toNanos();
    }

    private static HandlerBackend answering(String name, int status) throws Exception {
        return HandlerBackend.answering((request, response, callback) -> {
            response.setStatus(status);
            response.getHeaders().put("X-Backend", name);
            callback.succeeded();
        });
    }
}
