package io.backhand.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.candidacy.functions.FunctionCatalogue;
import io.backhand.cluster.Backend;
import io.backhand.cluster.BackendId;
import io.backhand.cluster.BackendState;
import io.backhand.cluster.Cluster;
import io.backhand.cluster.Sender;
import io.backhand.routing.Route;
import io.backhand.testing.Backends;
import io.backhand.testing.HandlerBackend;
import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import io.backhand.testing.TestBalancer;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A backend that hangs gets no more requests until it answers, and one that only takes its time keeps getting them. */
@Timeout(30)
class HealthWatchIT {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nb1";

    private final CountDownLatch thawed = new CountDownLatch(1);
    private ScheduledExecutorService looks;

    @BeforeEach
    void start() {
        looks = Executors.newSingleThreadScheduledExecutor();
    }

    @AfterEach
    void stop() {
        thawed.countDown();
        looks.shutdownNow();
    }

    @Test
    void aBackendThatHangsGetsNoneUntilItAnswers() throws Exception {
        try (HandlerBackend frozen = HandlerBackend.answering((request, response, callback) -> {
                    thawed.await();
                    answer(response, "b0", callback);
                });
                RawBackend other = RawBackend.answering(OK);
                TestBalancer balancer =
                        TestBalancer.before(frozen.url(), other.url()).start();
                RawClient waiting = new RawClient(balancer.port())) {
            watch(balancer);
            waiting.write(GET);
            TestBalancer.await("b0 is out", () -> isOut(balancer));
            assertThat(RawClient.exchange(balancer.port(), GET)).endsWith("b1");
            assertThat(balancer.account("b0").requests()).isEqualTo(1);

            thawed.countDown();
            assertThat(waiting.readToEnd()).endsWith("b0");
            TestBalancer.await("b0 is taken back", () -> !isOut(balancer));
            assertThat(RawClient.exchange(balancer.port(), GET)).endsWith("b0");
        }
    }

    @Test
    void aBackendWhoseRequestOnlyTakesLongIsNeverOut() throws Exception {
        AtomicInteger questions = new AtomicInteger();
        try (HandlerBackend slow = HandlerBackend.answering((request, response, callback) -> {
                    if (HttpMethod.OPTIONS.is(request.getMethod())) {
                        assertThat(request.getHttpURI().toString()).endsWith("*");
                        questions.incrementAndGet();
                    } else {
                        thawed.await();
                    }
                    answer(response, "b0", callback);
                });
                TestBalancer balancer = TestBalancer.before(slow.url()).start();
                RawClient waiting = new RawClient(balancer.port())) {
            watch(balancer);
            waiting.write(GET);
            TestBalancer.await("it was asked three times", () -> questions.get() >= 3);

            assertThat(balancer.account("b0").health().ejections()).isZero();
            thawed.countDown();
            assertThat(waiting.readToEnd()).endsWith("b0");
        }
    }

    @Test
    void aBackendThatHangsAndThenDiesIsGone() throws Exception {
        try (RawBackend dying = RawBackend.start(wire -> wire.read(Integer.MAX_VALUE));
                RawBackend other = RawBackend.answering(OK);
                TestBalancer balancer =
                        TestBalancer.before(dying.url(), other.url()).start()) {
            watch(balancer);
            try (RawClient waiting = new RawClient(balancer.port())) {
                waiting.write(GET);
                TestBalancer.await("b0 is out", () -> isOut(balancer));
                dying.close();
                waiting.readToEnd();
            }

            TestBalancer.await(
                    "that it is gone is known", () -> trouble(balancer).startsWith("no connection: "));
        }
    }

    @Test
    void aBackendWhoseHeartbeatsStopStaysWhileItAnswersAndIsMarked() throws Exception {
        try (RawBackend alive = RawBackend.answering(OK);
                TestBalancer balancer = TestBalancer.before()
                        .route(any -> Route.of("/", FunctionCatalogue.builtIns().defaultChain()))
                        .start()) {
            hearOnce(balancer, "alive", alive.url());
            hearOnce(balancer, "dead", RawBackend.refusing());
            watch(balancer);
            var unused = looks.scheduleAtFixedRate(balancer.cluster()::sweep, 0, 250, TimeUnit.MILLISECONDS);
            TestBalancer.await(
                    "the dead one is lost",
                    () -> backend(balancer, "dead").ageNanos(System.nanoTime()) > Cluster.SILENT_AFTER.toNanos());
            TestBalancer.await("all are silent", balancer.cluster()::isAllSilent);

            Backend stays = backend(balancer, "alive");
            assertThat(stays.state(System.nanoTime())).isEqualTo(BackendState.SILENT);
            assertThat(stays.note(System.nanoTime())).contains("its heartbeats have stopped, but it answers");
            for (int i = 0; i < 5; i++) {
                assertThat(RawClient.exchange(balancer.port(), GET)).endsWith("b1");
            }
            assertThat(balancer.account("dead").requests()).isZero();
        }
    }

    @Test
    void aBackendWhoseCheckFailsTwiceIsSickUntilItSucceeds() throws Exception {
        AtomicInteger health = new AtomicInteger(503);
        AtomicInteger questions = new AtomicInteger();
        try (HandlerBackend checked = HandlerBackend.answering((request, response, callback) -> {
                    if (request.getHttpURI().getPathQuery().equals("/health?deep=1")) {
                        questions.incrementAndGet();
                        response.setStatus(health.get());
                    }
                    answer(response, "b0", callback);
                });
                RawBackend other = RawBackend.answering(OK);
                TestBalancer balancer =
                        TestBalancer.before(checked.url(), other.url()).start()) {
            Check check = new Check("/health?deep=1", Duration.ofMillis(200), Set.of());
            watch(balancer, Map.of(new BackendId("b0"), check));
            TestBalancer.await("b0 is sick", () -> state(balancer) == BackendState.SICK);
            assertThat(questions).hasValueGreaterThanOrEqualTo(2);
            assertThat(backend(balancer, "b0").note(System.nanoTime()))
                    .contains("check of /health?deep=1: answered 503");
            assertThat(RawClient.exchange(balancer.port(), GET)).endsWith("b1");

            health.set(204);
            TestBalancer.await("b0 is up", () -> state(balancer) == BackendState.UP);
            assertThat(RawClient.exchange(balancer.port(), GET)).endsWith("b0");
        }
    }

    private static BackendState state(TestBalancer balancer) {
        return backend(balancer, "b0").state(System.nanoTime());
    }

    private static void hearOnce(TestBalancer balancer, String name, String url) {
        balancer.cluster()
                .hear(Backends.heard(name).at(url).heartbeat(), new Sender(InetAddress.getLoopbackAddress(), true));
    }

    private static Backend backend(TestBalancer balancer, String name) {
        return balancer.cluster().backend(new BackendId(name)).orElseThrow();
    }

    private void watch(TestBalancer balancer) {
        watch(balancer, Map.of());
    }

    private void watch(TestBalancer balancer, Map<BackendId, Check> checks) {
        HealthWatch watch = new HealthWatch(balancer.cluster(), balancer.upstream());
        watch.check(checks);
        var unused = looks.scheduleAtFixedRate(watch::look, 0, 100, TimeUnit.MILLISECONDS);
    }

    private static boolean isOut(TestBalancer balancer) {
        return balancer.account("b0").isOut(System.nanoTime());
    }

    private static String trouble(TestBalancer balancer) {
        return balancer.account("b0").health().trouble(System.nanoTime()).orElse("none");
    }

    private static void answer(Response response, String body, Callback callback) {
        Content.Sink.write(response, true, body, callback);
    }
}
