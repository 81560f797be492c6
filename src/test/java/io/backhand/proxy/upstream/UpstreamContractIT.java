package io.backhand.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.cluster.Contact;
import io.backhand.proxy.upstream.Outcome.Body;
import io.backhand.proxy.upstream.UpstreamFailure.Progress;
import io.backhand.proxy.upstream.UpstreamFailure.Reason;
import io.backhand.proxy.upstream.http1.OwnSelectors;
import io.backhand.testing.HandlerBackend;
import io.backhand.testing.RawBackend;
import io.backhand.testing.TestBalancer;
import io.backhand.testing.TestCertificate;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.Trailers;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.AsyncContent;
import org.eclipse.jetty.io.content.ChunksContentSource;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What every upstream does, whatever it speaks, with a backend on Jetty at the other end. */
@Timeout(60)
@ParameterizedClass
@EnumSource(Protocol.class)
class UpstreamContractIT {
    private static final int MIB = 1 << 20;
    private static final Duration SHORT = Duration.ofMillis(500);

    @TempDir
    private static Path folder;

    private static TestCertificate certificate;

    private final Protocol protocol;
    private final ArrayByteBufferPool.Tracking buffers = new ArrayByteBufferPool.Tracking();
    private final QueuedThreadPool threads = new QueuedThreadPool(16);
    private final ScheduledExecutorScheduler scheduler = new ScheduledExecutorScheduler();
    private final CountDownLatch over = new CountDownLatch(1);
    private final List<HandlerBackend> backends = new ArrayList<>();
    private OwnSelectors selectors;
    private Upstream upstream;

    UpstreamContractIT(Protocol protocol) {
        this.protocol = protocol;
    }

    @BeforeAll
    static void makeCertificate() throws Exception {
        certificate = TestCertificate.make(folder, "backend", "EC");
    }

    @BeforeEach
    void start() throws Exception {
        threads.start();
        scheduler.start();
        selectors = OwnSelectors.start(1, threads, scheduler);
        upstream = protocol.start(selectors, threads, scheduler, buffers, certificate.certificate());
    }

    @AfterEach
    void stop() throws Exception {
        over.countDown();
        upstream.close();
        for (HandlerBackend backend : backends) {
            backend.close();
        }
        TestBalancer.await("every buffer is back", () -> buffers.getLeaks().isEmpty());
        selectors.close();
        scheduler.stop();
        threads.stop();
    }

    @Test
    void carriesARequestAndItsResponse() throws Exception {
        Contact backend = backend((request, response, callback) -> {
            response.setStatus(203);
            response.getHeaders()
                    .add(
                            "X-Seen",
                            request.getMethod() + " " + request.getHttpURI().getPathQuery());
            response.getHeaders().add("X-Host", Request.getServerName(request) + ":" + Request.getServerPort(request));
            response.getHeaders().add("X-Field", request.getHeaders().get("x-odd"));
            Content.Sink.write(response, true, "hello", callback);
        });
        HttpFields fields = HttpFields.build().add("Host", "site.example:81").add("X-Odd", "1");

        Outcome.Response response = send(backend, Requests.of("PURGE", "/a%2Fb?q=1&", fields, null, 0))
                .response();

        assertThat(response.status()).isEqualTo(203);
        assertThat(response.headers().get("X-Seen")).isEqualTo("PURGE /a%2Fb?q=1&");
        assertThat(response.headers().get("X-Host")).isEqualTo("site.example:81");
        assertThat(response.headers().get("X-Field")).isEqualTo("1");
        assertThat(response.read().text()).isEqualTo("hello");
    }

    @Test
    void carriesATargetThatIsNotAscii() throws Exception {
        Contact backend = backend((request, response, callback) -> {
            String query = URLDecoder.decode(request.getHttpURI().getQuery(), StandardCharsets.UTF_8);
            Content.Sink.write(response, true, URLEncoder.encode(query, StandardCharsets.UTF_8), callback);
        });

        Outcome.Response response =
                send(backend, Requests.get("/raw?caf\u00e9\u20ac%41")).response();

        assertThat(response.read().text()).isEqualTo("caf%C3%A9%E2%82%ACA");
    }

    @Test
    void carriesBodiesAndTrailersBothWays() throws Exception {
        Contact backend = backend((request, response, callback) -> {
            String body = Content.Source.asString(request);
            HttpFields trailers = HttpFields.build()
                    .add("Sum", String.valueOf(request.getTrailers().get("Sum")))
                    .asImmutable();
            response.getHeaders().add("Trailer", "Sum");
            response.setTrailersSupplier(() -> trailers);
            Content.Sink.write(response, true, body + "!", callback);
        });
        Content.Source body = new ChunksContentSource(List.of(
                Content.Chunk.from(utf8("hello"), false),
                new Trailers(HttpFields.build().add("Sum", "42").asImmutable())));

        Body answer = send(backend, Requests.post(body, -1)).response().read();

        assertThat(answer.text()).isEqualTo("hello!");
        assertThat(answer.trailers().orElseThrow().get("Sum")).isEqualTo("42");
    }

    @Test
    void carriesBigBodiesBothWays() throws Exception {
        Contact backend = backend((request, response, callback) -> Content.copy(request, response, callback));
        AsyncContent body = new AsyncContent();
        for (int i = 0; i < 8; i++) {
            body.write(i == 7, ByteBuffer.wrap(new byte[MIB]), Callback.NOOP);
        }

        assertThat(send(backend, Requests.post(body, 8 * MIB)).response().read().text())
                .hasSize(8 * MIB);
    }

    @Test
    void readsNoContentOfAResponseToHead() throws Exception {
        Contact backend = backend((request, response, callback) -> {
            response.getHeaders().put("Content-Length", "1000");
            response.write(true, ByteBuffer.allocate(0), callback);
        });

        Body body = send(backend, Requests.of("HEAD")).response().read();

        assertThat(body.text()).isEmpty();
        assertThat(body.failure()).isEmpty();
    }

    @Test
    void passesOnInterimResponses() throws Exception {
        Contact backend = backend((request, response, callback) -> {
            response.writeInterim(103, HttpFields.build().add("Link", "</a>")).get(10, TimeUnit.SECONDS);
            Content.Sink.write(response, true, "ok", callback);
        });

        Outcome outcome = send(backend, Requests.get("/"));

        assertThat(outcome.response().read().text()).isEqualTo("ok");
        assertThat(outcome.interims()).hasSize(1).allMatch(interim -> interim.matches("(?i)103 link: </a>"));
    }

    @Test
    void saysThatAnUnreachableBackendWasNotSentTo() throws Exception {
        Contact refusing = Contact.parse(RawBackend.refusing().replaceFirst("http", protocol.scheme()));

        assertFailed(send(refusing, Requests.get("/")), Progress.NOT_SENT, Reason.CONNECT);
    }

    @Test
    void saysThatABackendIsSilent() throws Exception {
        Contact backend = backend((request, response, callback) -> {
            over.await();
            callback.succeeded();
        });

        UpstreamFailure failure = send(backend, Requests.limited(Requests.get("/"), Duration.ofMillis(500)))
                .failure();

        assertThat(failure.reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(failure.progress()).isEqualTo(Progress.SENT_ON_FRESH_CONNECTION);
    }

    @Test
    void failsTheContentThatStops() throws Exception {
        Contact backend =
                backend((request, response, callback) -> response.write(false, utf8("half"), Callback.from(() -> {
                    awaitQuietly(over);
                    callback.succeeded();
                })));

        Outcome.Body body = send(backend, Requests.limited(Requests.get("/"), Duration.ofMillis(500)))
                .response()
                .read();

        assertThat(body.text()).isEqualTo("half");
        assertThat(body.failure().orElseThrow()).isInstanceOf(TimeoutException.class);
    }

    @Test
    void hasNoLimitForAClientThatPausesItsUpload() throws Exception {
        Contact backend = backend((request, response, callback) ->
                Content.Sink.write(response, true, Content.Source.asString(request), callback));
        AsyncContent body = new AsyncContent();
        body.write(false, utf8("hel"), Callback.NOOP);
        Outcome outcome = send(backend, Requests.limited(Requests.post(body, 5), SHORT));

        assertThat(over.await(3 * SHORT.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
        assertThat(outcome.told()).isEmpty();
        body.write(true, utf8("lo"), Callback.NOOP);

        assertThat(outcome.response().read().text()).isEqualTo("hello");
    }

    @Test
    void hasNoLimitForAClientThatPausesWhileTheResponseIsAwaited() throws Exception {
        Contact backend = backend((request, response, callback) ->
                response.write(false, utf8("begins "), Callback.from(() -> answerWhole(request, response, callback))));
        AsyncContent body = new AsyncContent();
        body.write(false, utf8("hel"), Callback.NOOP);
        Outcome.Response response =
                send(backend, Requests.limited(Requests.post(body, 5), SHORT)).response();
        assertThat(text(Outcome.next(response.content()))).isEqualTo("begins ");
        CountDownLatch more = new CountDownLatch(1);
        assertThat(response.content().read()).isNull();
        response.content().demand(more::countDown);

        assertThat(more.await(3 * SHORT.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
        body.write(true, utf8("lo"), Callback.NOOP);

        assertThat(more.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(response.read().text()).isEqualTo("hello");
    }

    @Test
    void limitsTheBackendAgainWhenTheClientHasGoneOn() throws Exception {
        Contact backend = backend((request, response, callback) ->
                response.write(false, utf8("begins "), Callback.from(() -> awaitQuietly(over))));
        AsyncContent body = new AsyncContent();
        body.write(false, utf8("hel"), Callback.NOOP);
        Outcome.Response response =
                send(backend, Requests.limited(Requests.post(body, 5), SHORT)).response();
        assertThat(text(Outcome.next(response.content()))).isEqualTo("begins ");
        CountDownLatch more = new CountDownLatch(1);
        assertThat(response.content().read()).isNull();
        response.content().demand(more::countDown);
        body.write(true, utf8("lo"), Callback.NOOP);

        assertThat(more.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(response.read().failure().orElseThrow()).isInstanceOf(TimeoutException.class);
    }

    private static void answerWhole(Request request, Response response, Callback callback) {
        try {
            Content.Sink.write(response, true, Content.Source.asString(request), callback);
        } catch (IOException e) {
            callback.failed(e);
        }
    }

    @Test
    void failsTheContentThatBreaksOff() throws Exception {
        Contact backend =
                backend((request, response, callback) -> response.write(false, utf8("half"), Callback.from(() -> {
                    awaitQuietly(over);
                    callback.failed(new IOException("in a test"));
                })));
        Outcome.Response response = send(backend, Requests.get("/")).response();
        assertThat(text(Outcome.next(response.content()))).isEqualTo("half");
        over.countDown();

        assertThat(response.read().failure()).isPresent();
    }

    @Test
    void endsWithAnAbortBeforeTheResponse() throws Exception {
        CountDownLatch there = new CountDownLatch(1);
        Contact backend = backend((request, response, callback) -> {
            there.countDown();
            over.await();
            callback.succeeded();
        });
        Outcome outcome = new Outcome();
        BackendExchange exchange = upstream.send(backend, Requests.get("/"), outcome);
        assertThat(there.await(10, TimeUnit.SECONDS)).isTrue();

        exchange.abort(new IOException("enough"));

        assertFailed(outcome, Progress.SENT_ON_FRESH_CONNECTION, Reason.BROKEN);
    }

    @Test
    void endsWithAnAbortInTheContent() throws Exception {
        Contact backend = backend((request, response, callback) ->
                response.write(false, utf8("half"), Callback.from(() -> awaitQuietly(over))));
        Outcome outcome = new Outcome();
        BackendExchange exchange = upstream.send(backend, Requests.get("/"), outcome);
        Outcome.Response response = outcome.response();
        assertThat(text(Outcome.next(response.content()))).isEqualTo("half");

        exchange.abort(new IOException("enough"));

        assertThat(response.read().failure()).isPresent();
        assertThat(outcome.told()).containsExactly("begun");
    }

    @Test
    void saysThatTheClientsBodyBroke() throws Exception {
        CountDownLatch there = new CountDownLatch(1);
        Contact backend = backend((request, response, callback) -> {
            there.countDown();
            over.await();
            callback.succeeded();
        });
        AsyncContent body = new AsyncContent();
        body.write(false, utf8("begins"), Callback.NOOP);
        Outcome outcome = send(backend, Requests.post(body, 100));
        assertThat(there.await(10, TimeUnit.SECONDS)).isTrue();

        body.fail(new IOException("gone"));

        assertThat(outcome.failure().reason()).isEqualTo(Reason.CLIENT);
    }

    @Test
    void givesAnAnswerOnThatComesBeforeTheBodyEnds() throws Exception {
        Contact backend = backend((request, response, callback) -> {
            response.setStatus(413);
            Content.Sink.write(response, true, "no", callback);
        });
        AsyncContent body = new AsyncContent();
        body.write(false, utf8("begins"), Callback.NOOP);

        Outcome outcome = send(backend, Requests.post(body, 10_000_000));

        assertThat(outcome.response().status()).isEqualTo(413);
        assertThat(outcome.response().read().text()).isEqualTo("no");
        body.fail(new IOException("the test is over"));
    }

    @Test
    void carriesManyExchangesAtOnce() throws Exception {
        Contact backend = backend((request, response, callback) ->
                Content.Sink.write(response, true, request.getHttpURI().getPath(), callback));
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            outcomes.add(send(backend, Requests.get("/" + i)));
        }

        for (int i = 0; i < 100; i++) {
            assertThat(outcomes.get(i).response().read().text()).isEqualTo("/" + i);
        }
    }

    @Test
    void stoppingEndsWhatIsUnderWay() throws Exception {
        CompletableFuture<Boolean> there = new CompletableFuture<>();
        Contact backend = backend((request, response, callback) -> {
            there.complete(true);
            over.await();
            callback.succeeded();
        });
        Outcome outcome = send(backend, Requests.get("/"));
        assertThat(there.get(10, TimeUnit.SECONDS)).isTrue();

        upstream.close();

        assertThat(outcome.failure().reason()).isEqualTo(Reason.BROKEN);
    }

    private Contact backend(HandlerBackend.Answer answer) throws Exception {
        HandlerBackend made = HandlerBackend.answering(answer, protocol.server(certificate));
        backends.add(made);
        return new Contact(
                protocol.scheme(), "127.0.0.1", Contact.parse(made.url()).port());
    }

    private Outcome send(Contact backend, BackendRequest request) {
        Outcome outcome = new Outcome();
        upstream.send(backend, request, outcome);
        return outcome;
    }

    private static void assertFailed(Outcome outcome, Progress progress, Reason reason) throws Exception {
        UpstreamFailure failure = outcome.failure();
        assertThat(failure.reason()).as("reason, of %s", failure).isEqualTo(reason);
        assertThat(failure.progress()).as("progress, of %s", failure).isEqualTo(progress);
    }

    private static String text(Content.Chunk chunk) {
        String text = StandardCharsets.UTF_8.decode(chunk.getByteBuffer()).toString();
        chunk.release();
        return text;
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
