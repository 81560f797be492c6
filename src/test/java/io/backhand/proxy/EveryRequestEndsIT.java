package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.candidacy.Chain;
import io.backhand.cluster.Contact;
import io.backhand.proxy.ProxyCounters.Event;
import io.backhand.proxy.upstream.BackendExchange;
import io.backhand.proxy.upstream.BackendRequest;
import io.backhand.proxy.upstream.BackendResponseListener;
import io.backhand.proxy.upstream.UpstreamFailure;
import io.backhand.proxy.upstream.UpstreamTls;
import io.backhand.proxy.upstream.http1.Http1Upstream;
import io.backhand.proxy.upstream.http1.OwnSelectors;
import io.backhand.routing.Route;
import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import io.backhand.testing.TestBalancer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.ListIterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A request comes to an end, and so does its entry in the ledger, whatever other people's code does to it. */
@Timeout(30)
class EveryRequestEndsIT {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    @Test
    void answers503WhereAFunctionOfTheChainThrows() throws Exception {
        try (TestBalancer balancer = TestBalancer.before(RawBackend.refusing())
                .route(route -> throwingAfter(0, route))
                .start()) {
            assertThat(RawClient.exchange(balancer.port(), GET)).startsWith("HTTP/1.1 503 ");
        }
    }

    @Test
    void givesUpWhereAFunctionThrowsAfterAFailure() throws Exception {
        try (TestBalancer balancer = TestBalancer.before(RawBackend.refusing(), RawBackend.refusing())
                .route(route -> throwingAfter(1, route))
                .start()) {
            assertThat(RawClient.exchange(balancer.port(), GET)).startsWith("HTTP/1.1 503 ");
        }
    }

    @Test
    void passesTheAnswerOnWhereAFunctionThrowsAfterIt() throws Exception {
        try (RawBackend busy = RawBackend.answering("HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy");
                TestBalancer balancer = TestBalancer.before(busy.url())
                        .route(route -> throwingAfter(1, route))
                        .start()) {
            assertThat(RawClient.exchange(balancer.port(), GET)).endsWith("busy");
        }
    }

    @Test
    void answers500WhereThePlacementBreaks() throws Exception {
        try (TestBalancer balancer = TestBalancer.before(RawBackend.refusing())
                .route(route -> failingAfter(0, route))
                .start()) {
            assertThat(RawClient.exchange(balancer.port(), GET)).startsWith("HTTP/1.1 500 ");
            balancer.awaitCount(Event.INTERNAL_ERROR, 1);
        }
    }

    @Test
    void answers500WhereGoingOnAfterAFailureBreaks() throws Exception {
        try (TestBalancer balancer = TestBalancer.before(RawBackend.refusing(), RawBackend.refusing())
                .route(route -> failingAfter(1, route))
                .start()) {
            assertThat(RawClient.exchange(balancer.port(), GET)).startsWith("HTTP/1.1 500 ");
            balancer.awaitCount(Event.INTERNAL_ERROR, 1);
        }
    }

    @Test
    void answers500WhereTakingAResponseBreaks() throws Exception {
        try (RawBackend busy = RawBackend.answering("HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy");
                TestBalancer balancer = TestBalancer.before(busy.url())
                        .route(route -> failingAfter(1, route))
                        .start()) {
            assertThat(RawClient.exchange(balancer.port(), GET)).startsWith("HTTP/1.1 500 ");
            balancer.awaitCount(Event.INTERNAL_ERROR, 1);
            assertThat(balancer.account("b0").inFlight()).isZero();
        }
    }

    @Test
    void answersWhereTheApplicationOfThisMachineCannotBeLoaded() throws Exception {
        HttpServlet broken = new HttpServlet() {
            private static final long serialVersionUID = 1;

            @Override
            protected void service(HttpServletRequest request, HttpServletResponse response) {
                throw new NoClassDefFoundError("in a test");
            }
        };
        try (TestBalancer balancer = TestBalancer.before()
                .self(broken)
                .route(TestBalancer::choosingSelf)
                .start()) {
            assertThat(RawClient.exchange(balancer.port(), GET)).doesNotContain("200 OK");

            TestBalancer.await(
                    "its entry is closed", () -> balancer.account("self").inFlight() == 0);
        }
    }

    @Test
    void endsATryThatIsAbortedJustBeforeItIsSent() throws Exception {
        QueuedThreadPool threads = new QueuedThreadPool(8);
        ScheduledExecutorScheduler scheduler = new ScheduledExecutorScheduler();
        threads.start();
        scheduler.start();
        try (RawBackend silent = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.readHead();
                });
                OwnSelectors selectors = OwnSelectors.start(1, threads, scheduler);
                Http1Upstream upstream = Http1Upstream.start(
                        selectors,
                        new Http1Upstream.Resources(
                                threads, scheduler, new ArrayByteBufferPool(), UpstreamTls.trustingTheSystem()))) {
            CompletableFuture<BackendExchange> exchange = new CompletableFuture<>();
            Outcome outcome = new Outcome();
            BackendRequest request = new BackendRequest(
                    "GET",
                    "/",
                    new AbortingFields(exchange),
                    null,
                    0,
                    Duration.ZERO,
                    Duration.ZERO,
                    true,
                    null,
                    new ByteArrayEndPoint());

            exchange.complete(upstream.send(Contact.parse(silent.url()), request, outcome));

            assertThat(outcome.failure.get(10, TimeUnit.SECONDS).cause()).hasMessage("the client is gone");
        } finally {
            scheduler.stop();
            threads.stop();
        }
    }

    private static Route throwingAfter(int placements, Route route) {
        return afterPlacements(placements, route, () -> {
            throw new IllegalStateException("in a test");
        });
    }

    /** What nobody expects: a function that is not there when it is called. */
    private static Route failingAfter(int placements, Route route) {
        return afterPlacements(placements, route, () -> {
            throw new NoClassDefFoundError("in a test");
        });
    }

    private static Route afterPlacements(int placements, Route route, Runnable then) {
        AtomicInteger made = new AtomicInteger();
        Chain.Step step = new Chain.Step("mine", (candidates, facts) -> {
            if (made.incrementAndGet() > placements) {
                then.run();
            }
        });
        return TestBalancer.choosing(route, step);
    }

    /** Fields that are read while the request is made ready, with its connection there and nothing sent. */
    private record AbortingFields(CompletableFuture<BackendExchange> exchange) implements HttpFields {
        @Override
        public ListIterator<HttpField> listIterator(int index) {
            exchange.join().abort(new IllegalStateException("the client is gone"));
            return HttpFields.EMPTY.listIterator(index);
        }
    }

    private static final class Outcome implements BackendResponseListener {
        private final CompletableFuture<UpstreamFailure> failure = new CompletableFuture<>();

        @Override
        public void interim(int status, HttpFields headers) {}

        @Override
        public void begun(int status, String reason, HttpFields headers, Content.Source content) {}

        @Override
        public void failed(UpstreamFailure why) {
            failure.complete(why);
        }
    }
}
