package io.backhand.proxy.upstream.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.cluster.Contact;
import io.backhand.proxy.upstream.BackendExchange;
import io.backhand.proxy.upstream.Outcome;
import io.backhand.proxy.upstream.Outcome.Response;
import io.backhand.proxy.upstream.Requests;
import io.backhand.proxy.upstream.UpstreamFailure;
import io.backhand.proxy.upstream.UpstreamFailure.Progress;
import io.backhand.proxy.upstream.UpstreamFailure.Reason;
import io.backhand.testing.RawBackend;
import io.backhand.testing.TestBalancer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.Trailers;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.AsyncContent;
import org.eclipse.jetty.io.content.ChunksContentSource;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way a request can fail, and how far it is said to have got: the retry rule is built on that alone. */
class FailuresIT extends Http1Suite {
    private static final Duration SHORT = Duration.ofMillis(700);
    private static final int BIG = 32 << 20;

    FailuresIT(Transport transport) {
        super(transport);
    }

    @ParameterizedTest
    @ValueSource(strings = {"refused", "no-such-host.invalid"})
    void aConnectionThatCannotBeMade(String how) throws Exception {
        String url = how.equals("refused") ? RawBackend.refusing() : "http://" + how;
        Outcome outcome = new Outcome();

        http.upstream().send(Contact.parse(url), Requests.get("/"), outcome);

        assertFailed(outcome, Progress.NOT_SENT, Reason.CONNECT);
    }

    @Test
    void aBackendThatClosesInTheHandshakeOrAtOnce() throws Exception {
        RawBackend backend = http.backend(wire -> {});

        UpstreamFailure failure = http.send(backend, Requests.get("/")).failure();

        if (transport == Transport.TLS) {
            assertThat(failure.progress()).isEqualTo(Progress.NOT_SENT);
            assertThat(failure.reason()).isEqualTo(Reason.CONNECT);
        } else {
            assertThat(failure.progress()).isNotEqualTo(Progress.RESPONSE_BEGUN);
            assertThat(failure.reason()).isEqualTo(Reason.BROKEN);
        }
    }

    @Test
    void aHandshakeThatDoesNotEnd() throws Exception {
        RawBackend backend = http.backend(wire -> {
            if (transport != Transport.TLS) {
                wire.readHead();
            }
            awaitEnd();
        });

        Outcome outcome = http.send(backend, Requests.limited(Requests.get("/"), SHORT, SHORT));

        assertFailed(
                outcome,
                transport == Transport.TLS ? Progress.NOT_SENT : Progress.SENT_ON_FRESH_CONNECTION,
                transport == Transport.TLS ? Reason.CONNECT : Reason.TIMEOUT);
    }

    @Test
    void aFreshConnectionClosedWithoutAWord() throws Exception {
        RawBackend backend = http.backend(RawBackend.Wire::readHead);

        assertFailed(http.send(backend, Requests.get("/")), Progress.SENT_ON_FRESH_CONNECTION, Reason.BROKEN);
    }

    @Test
    void aFreshConnectionReset() throws Exception {
        RawBackend backend = http.backend(wire -> {
            wire.readHead();
            wire.reset();
        });

        assertFailed(http.send(backend, Requests.get("/")), Progress.SENT_ON_FRESH_CONNECTION, Reason.BROKEN);
    }

    @Test
    void aReusedConnectionClosedWithoutAWord() throws Exception {
        RawBackend backend = http.backend(wire -> {
            wire.readHead();
            wire.write(Http1Case.OK);
            wire.readHead();
        });
        http.succeedOn(backend);

        assertFailed(http.send(backend, Requests.get("/")), Progress.SENT_ON_REUSED_CONNECTION, Reason.BROKEN);
    }

    @Test
    void anIdleConnectionThatIsClosedIsNotUsed() throws Exception {
        CountDownLatch mayClose = new CountDownLatch(1);
        RawBackend backend = http.backend(wire -> {
            wire.readHead();
            wire.write(Http1Case.OK);
            if (wire.number() == 1) {
                Http1Case.awaitQuietly(mayClose);
            } else {
                wire.readHead();
            }
        });
        http.succeedOn(backend);
        mayClose.countDown();
        http.awaitIdle(0);

        http.succeedOn(backend);
        assertThat(backend.connections()).isEqualTo(2);
    }

    @Test
    void aByteOnAnIdleConnectionClosesItAndIsNobodysResponse() throws Exception {
        CountDownLatch mayTalk = new CountDownLatch(1);
        RawBackend backend = http.backend(wire -> {
            wire.readHead();
            wire.write(Http1Case.OK);
            if (wire.number() == 1) {
                Http1Case.awaitQuietly(mayTalk);
                wire.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged");
            }
            wire.readHead();
        });
        http.succeedOn(backend);
        mayTalk.countDown();
        http.awaitIdle(0);

        http.succeedOn(backend);
        assertThat(backend.connections()).isEqualTo(2);
    }

    @Test
    void aFreshConnectionIsMadeWhereItIsAskedFor() throws Exception {
        RawBackend backend = http.answering(Http1Case.OK);
        http.succeedOn(backend);

        assertThat(http.send(backend, Requests.get("/").onFreshConnection())
                        .response()
                        .read()
                        .text())
                .isEqualTo("ok");
        assertThat(backend.connections()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"H", "HTTP/1.1 20", "HTTP/1.1 200 OK\r\nA: b\r\n"})
    void aResponseThatBreaksOffInItsHeader(String beginning) throws Exception {
        RawBackend backend = http.backend(wire -> {
            wire.readHead();
            wire.write(beginning);
        });

        assertFailed(http.send(backend, Requests.get("/")), Progress.RESPONSE_BEGUN, Reason.BROKEN);
    }

    @Test
    void aBackendThatIsSilent() throws Exception {
        RawBackend backend = silent();

        assertFailed(
                http.send(backend, Requests.limited(Requests.get("/"), SHORT)),
                Progress.SENT_ON_FRESH_CONNECTION,
                Reason.TIMEOUT);
    }

    @Test
    void aBackendThatStopsInItsHeader() throws Exception {
        RawBackend backend = http.backend(wire -> {
            wire.readHead();
            wire.write("HTTP/1.1 200 OK\r\nA");
            awaitEnd();
        });

        assertFailed(
                http.send(backend, Requests.limited(Requests.get("/"), SHORT)),
                Progress.RESPONSE_BEGUN,
                Reason.TIMEOUT);
    }

    @Test
    void aBackendThatStopsInItsContent() throws Exception {
        RawBackend backend = http.backend(wire -> {
            wire.readHead();
            wire.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe");
            awaitEnd();
        });

        Outcome.Body body = http.send(backend, Requests.limited(Requests.get("/"), SHORT))
                .response()
                .read();

        assertThat(body.text()).isEqualTo("he");
        assertThat(body.failure().orElseThrow()).hasMessageContaining("too long");
    }

    @Test
    void aBackendThatStopsInTheFrameOfAChunk() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        RawBackend backend = http.backend(wire -> {
            wire.readHead();
            wire.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n");
            Http1Case.awaitQuietly(waiting);
            wire.write("3");
            awaitEnd();
        });
        Content.Source content = http.send(backend, Requests.limited(Requests.get("/"), SHORT))
                .response()
                .content();
        Outcome.next(content).release();
        CountDownLatch woken = new CountDownLatch(1);
        assertThat(content.read()).isNull();
        content.demand(woken::countDown);
        waiting.countDown();

        assertThat(woken.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(content.read().getFailure()).hasMessageContaining("too long");
    }

    @Test
    void anInterimResponseDoesNotHurryTheClient() throws Exception {
        RawBackend backend = http.backend(wire -> {
            wire.readHead();
            wire.write("HTTP/1.1 103 Early Hints\r\n\r\n");
            wire.read(2);
            wire.write(Http1Case.OK);
            awaitEnd();
        });
        AsyncContent body = new AsyncContent();
        Outcome outcome = http.send(backend, Requests.limited(Requests.post(body, 2), SHORT));

        TestBalancer.await("the hints are here", () -> !outcome.interims().isEmpty());
        assertThat(over.await(3 * SHORT.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
        body.write(true, ByteBuffer.allocate(2), Callback.NOOP);

        assertThat(outcome.response().read().text()).isEqualTo("ok");
    }

    @Test
    void aReaderMayTakeItsTime() throws Exception {
        RawBackend backend = http.backend(wire -> {
            wire.readHead();
            wire.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe");
            awaitEnd();
            wire.write("llo");
        });
        Response response =
                http.send(backend, Requests.limited(Requests.get("/"), SHORT)).response();
        Outcome.next(response.content()).release();

        assertThat(over.await(3 * SHORT.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
        over.countDown();
        assertThat(response.read().text()).isEqualTo("llo");
    }

    @Test
    void aBackendThatDoesNotTakeTheBody() throws Exception {
        RawBackend backend = silent();
        AsyncContent body = new AsyncContent();
        body.write(true, ByteBuffer.allocate(BIG), Callback.NOOP);

        assertFailed(
                http.send(backend, Requests.limited(Requests.post(body, BIG), SHORT)),
                Progress.SENT_ON_FRESH_CONNECTION,
                Reason.TIMEOUT);
    }

    @Test
    void aConnectionResetWhileTheBodyIsWritten() throws Exception {
        RawBackend backend = http.backend(wire -> {
            wire.readHead();
            wire.reset();
        });
        AsyncContent body = new AsyncContent();
        body.write(true, ByteBuffer.allocate(BIG), Callback.NOOP);

        assertFailed(http.send(backend, Requests.post(body, BIG)), Progress.SENT_ON_FRESH_CONNECTION, Reason.BROKEN);
    }

    @Test
    void aConnectionResetBetweenTwoChunks() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        RawBackend backend = http.backend(wire -> {
            wire.readHead();
            wire.read("5\r\nhello\r\n".length());
            wire.reset();
            gone.countDown();
        });
        AsyncContent body = new AsyncContent();
        body.write(false, ByteBuffer.wrap("hello".getBytes(StandardCharsets.US_ASCII)), Callback.NOOP);
        Outcome outcome = http.send(backend, Requests.post(body, -1));
        assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();

        body.write(true, ByteBuffer.allocate(BIG), Callback.NOOP);

        assertFailed(outcome, Progress.SENT_ON_FRESH_CONNECTION, Reason.BROKEN);
    }

    @Test
    void aClientWhoseBodyBreaksOff() throws Exception {
        RawBackend backend = silent();
        AsyncContent body = new AsyncContent();
        body.write(false, ByteBuffer.allocate(10), Callback.NOOP);
        Outcome outcome = http.send(backend, Requests.post(body, 20));
        awaitHead(backend);

        body.fail(new IOException("gone"));

        UpstreamFailure failure = outcome.failure();
        assertThat(failure.reason()).isEqualTo(Reason.CLIENT);
        assertThat(failure.cause()).hasMessage("gone");
    }

    @Test
    void aTrailerThatCannotBeSent() throws Exception {
        RawBackend backend = silent();
        Content.Source body = new ChunksContentSource(List.of(
                Content.Chunk.from(ByteBuffer.allocate(10), false),
                new Trailers(
                        HttpFields.build().add(new HttpField("N", "v\r\nX: y")).asImmutable())));

        UpstreamFailure failure = http.send(backend, Requests.post(body, -1)).failure();

        assertThat(failure.reason()).isEqualTo(Reason.BAD_REQUEST);
    }

    @Test
    void anIdleConnectionResetBeforeItsSelectorHasNoticed() throws Exception {
        CountDownLatch mayReset = new CountDownLatch(1);
        CountDownLatch reset = new CountDownLatch(1);
        RawBackend backend = http.backend(wire -> {
            wire.readHead();
            wire.write(Http1Case.OK);
            if (wire.number() == 1) {
                Http1Case.awaitQuietly(mayReset);
                wire.reset();
                reset.countDown();
            } else {
                wire.readHead();
            }
        });
        http.succeedOn(backend);
        CountDownLatch goOn = http.holdSelectors();
        mayReset.countDown();
        assertThat(reset.await(10, TimeUnit.SECONDS)).isTrue();

        Outcome outcome = http.send(backend, Requests.get("/"));
        goOn.countDown();

        // Of what TLS has made of a request nobody can tell how much went out.
        assertFailed(
                outcome,
                transport == Transport.TLS
                        ? Progress.SENT_ON_REUSED_CONNECTION
                        : Progress.NOT_SENT_ON_REUSED_CONNECTION,
                Reason.BROKEN);
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 11})
    void aBodyThatIsNotAsLongAsWasSaid(int bytes) throws Exception {
        RawBackend backend = silent();
        AsyncContent body = new AsyncContent();
        body.write(true, ByteBuffer.allocate(bytes), Callback.NOOP);

        assertThat(http.send(backend, Requests.post(body, 10)).failure().reason())
                .isEqualTo(Reason.CLIENT);
    }

    @Test
    void anAbortBeforeTheFirstByte() throws Exception {
        RawBackend backend = silent();
        Outcome outcome = new Outcome();
        BackendExchange exchange = http.send(backend, Requests.get("/"), outcome);
        awaitHead(backend);

        exchange.abort(new IOException("enough"));

        UpstreamFailure failure = assertFailed(outcome, Progress.SENT_ON_FRESH_CONNECTION, Reason.BROKEN);
        assertThat(failure.cause()).hasMessage("enough");
        assertThat(outcome.told()).containsExactly("failed");
    }

    @Test
    void anAbortWhileTheReaderWaits() throws Exception {
        RawBackend backend = http.backend(wire -> {
            wire.readHead();
            wire.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe");
            awaitEnd();
        });
        Outcome outcome = new Outcome();
        BackendExchange exchange = http.send(backend, Requests.get("/"), outcome);
        Content.Source content = outcome.response().content();
        Outcome.next(content).release();
        CountDownLatch woken = new CountDownLatch(1);
        content.demand(woken::countDown);

        exchange.abort(new IOException("enough"));

        assertThat(woken.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(content.read().getFailure()).hasMessage("enough");
        assertThat(outcome.told()).containsExactly("begun");
    }

    @Test
    void anAbortWhileTheBodyIsSent() throws Exception {
        RawBackend backend = silent();
        AsyncContent body = new AsyncContent();
        body.write(true, ByteBuffer.allocate(BIG), Callback.NOOP);
        Outcome outcome = new Outcome();
        BackendExchange exchange = http.send(backend, Requests.post(body, BIG), outcome);
        awaitHead(backend);

        exchange.abort(new IOException("enough"));

        assertFailed(outcome, Progress.SENT_ON_FRESH_CONNECTION, Reason.BROKEN);
    }

    @Test
    void anAbortAfterTheEndDoesNothing() throws Exception {
        RawBackend backend = http.answering(Http1Case.OK);
        Outcome outcome = new Outcome();
        BackendExchange exchange = http.send(backend, Requests.get("/"), outcome);
        assertThat(outcome.response().read().text()).isEqualTo("ok");
        http.awaitIdle(1);

        exchange.abort(new IOException("enough"));

        http.succeedOn(backend);
        assertThat(backend.connections()).isEqualTo(1);
    }

    @Test
    void contentThatNobodyReadsIsGivenUp() throws Exception {
        RawBackend backend = http.backend(wire -> {
            wire.readHead();
            wire.write("HTTP/1.1 200 OK\r\nContent-Length: 500000\r\n\r\n" + "x".repeat(100_000));
            awaitEnd();
        });

        http.send(backend, Requests.get("/")).response().content().fail(new IOException("not wanted"));

        http.awaitIdle(0);
    }

    @Test
    void stoppingEndsWhatIsUnderWay() throws Exception {
        RawBackend backend = silent();
        Outcome outcome = http.send(backend, Requests.get("/"));
        awaitHead(backend);

        http.upstream().close();

        assertFailed(outcome, Progress.SENT_ON_FRESH_CONNECTION, Reason.BROKEN);
        assertFailed(http.send(backend, Requests.get("/")), Progress.NOT_SENT, Reason.CONNECT);
    }

    private RawBackend silent() throws Exception {
        return http.backend(wire -> {
            wire.readHead();
            awaitEnd();
        });
    }

    private static UpstreamFailure assertFailed(Outcome outcome, Progress progress, Reason reason) throws Exception {
        UpstreamFailure failure = outcome.failure();
        assertThat(failure.reason()).as("reason, of %s", failure).isEqualTo(reason);
        assertThat(failure.progress()).as("progress, of %s", failure).isEqualTo(progress);
        return failure;
    }

    private static void awaitHead(RawBackend backend) {
        TestBalancer.await("the backend has the head", () -> !backend.heads().isEmpty());
    }
}
