package io.backhand.proxy.upstream.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.proxy.upstream.Outcome;
import io.backhand.proxy.upstream.Outcome.Body;
import io.backhand.proxy.upstream.Outcome.Response;
import io.backhand.proxy.upstream.Requests;
import io.backhand.proxy.upstream.UpstreamFailure;
import io.backhand.proxy.upstream.UpstreamFailure.Progress;
import io.backhand.proxy.upstream.UpstreamFailure.Reason;
import io.backhand.testing.RawBackend;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands on the wire: where a message ends, what is none, and what never goes out. */
class FramingIT extends Http1Suite {
    FramingIT(Transport transport) {
        super(transport);
    }

    @Test
    void sendsMethodTargetAndFieldsAsTheyAre() throws Exception {
        RawBackend backend = http.answering(Http1Case.OK);
        HttpFields fields = HttpFields.build()
                .add("Host", "a")
                .add("x-ODD", "1")
                .add("accept", "*/*")
                .add("Empty", "")
                .add("Latin", "\u00e9")
                .add("Content-Length", "7")
                .add("Transfer-Encoding", "gzip");

        assertThat(http.send(backend, Requests.of("pUrGe", "/a%zz/\u00fc?d=100%&&", fields, null, 0))
                        .response()
                        .status())
                .isEqualTo(200);
        assertThat(backend.heads())
                .containsExactly(String.join(
                        "\r\n",
                        "pUrGe /a%zz/\u00c3\u00bc?d=100%&& HTTP/1.1",
                        "Host: a",
                        "x-ODD: 1",
                        "accept: */*",
                        "Empty: ",
                        "Latin: \u00e9",
                        "",
                        ""));
    }

    @ParameterizedTest
    @CsvSource({
        "G T, /, N, v",
        "'', /, N, v",
        "GET, /a b, N, v",
        "GET, '', N, v",
        "GET, '/\r\nX: y', N, v",
        "GET, /, 'N:', v",
        "GET, /, 'N\r\nX', v",
        "GET, /, '', v",
        "GET, /, N, 'v\r\nX: y'",
        "GET, /, N, 'v\ny'",
        "GET, /, N, 'v\ry'"
    })
    void refusesWhatCouldBeReadAsMoreThanItIs(String method, String target, String name, String value)
            throws Exception {
        RawBackend backend = http.answering(Http1Case.OK);
        HttpFields fields = HttpFields.build().add("Host", "a").add(new org.eclipse.jetty.http.HttpField(name, value));

        UpstreamFailure failure =
                http.send(backend, Requests.of(method, target, fields, null, 0)).failure();

        assertThat(failure.reason()).isEqualTo(Reason.BAD_REQUEST);
        assertThat(failure.progress()).isEqualTo(Progress.NOT_SENT);
        http.succeedOn(backend);
        assertThat(backend.heads()).hasSize(1);
    }

    @Test
    void refusesANulAndAHeaderThatIsTooBig() throws Exception {
        RawBackend backend = http.answering(Http1Case.OK);

        for (String value : new String[] {"a\0b", "x".repeat(70_000)}) {
            HttpFields fields = HttpFields.build().add("N", value);
            UpstreamFailure failure =
                    http.send(backend, Requests.of("GET", "/", fields, null, 0)).failure();
            assertThat(failure.reason()).isEqualTo(Reason.BAD_REQUEST);
        }
        assertThat(backend.heads()).isEmpty();
    }

    @Test
    void sendsAHeaderOfManyBytesWhole() throws Exception {
        RawBackend backend = http.answering(Http1Case.OK);
        String value = "v".repeat(60_000);

        http.send(backend, Requests.of("GET", "/", HttpFields.build().add("Big", value), null, 0))
                .response()
                .read();

        assertThat(backend.heads().get(0)).contains("Big: " + value + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\nhe\r\n1\r\nl\r\n02\r\nlo\r\n0\r\n\r\n",
                "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello",
            })
    void readsAResponseToItsEndAndKeepsTheConnection(String response) throws Exception {
        RawBackend backend = http.answering(response);

        for (int i = 0; i < 3; i++) {
            Body body = http.send(backend, Requests.get("/")).response().read();
            assertThat(body.text()).isEqualTo("hello");
            assertThat(body.failure()).isEmpty();
            http.awaitIdle(1);
        }
        assertThat(backend.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\n\r\nhello",
                "HTTP/1.0 200 OK\r\n\r\nhello",
            })
    void readsAResponseThatTheEndOfTheConnectionEnds(String response) throws Exception {
        RawBackend backend = http.backend(wire -> {
            wire.readHead();
            wire.write(response);
        });

        for (int i = 0; i < 2; i++) {
            Body body = http.send(backend, Requests.get("/")).response().read();
            assertThat(body.text()).isEqualTo("hello");
            assertThat(body.failure()).isEmpty();
        }
        assertThat(backend.connections()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"HTTP/1.1, true", "HTTP/1.0, true", "HTTP/1.1, false"})
    void failsContentThatTheEndOfTheConnectionShouldEndAndABreakDoes(String version, boolean reset) throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        RawBackend backend = http.backend(wire -> {
            wire.readHead();
            wire.write(version + " 200 OK\r\n\r\nhello");
            Http1Case.awaitQuietly(taken);
            if (reset) {
                wire.reset();
            } else {
                wire.cut();
            }
        });
        Response response = http.send(backend, Requests.get("/")).response();
        Content.Chunk first = Outcome.next(response.content());
        assertThat(first.remaining()).isEqualTo(5);
        first.release();
        taken.countDown();

        // A TCP connection that is closed in good order is all that a plain response has for an end.
        boolean ended = !reset && transport != Transport.TLS;
        assertThat(response.read().failure().isEmpty()).isEqualTo(ended);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad"
            })
    void doesNotKeepAConnectionThatIsNotToBeKept(String response) throws Exception {
        RawBackend backend = http.answering(response);

        for (int i = 0; i < 2; i++) {
            assertThat(http.send(backend, Requests.get("/")).response().read().text())
                    .isEqualTo("ok");
        }
        assertThat(backend.connections()).isEqualTo(2);
        assertThat(http.upstream().idleConnections()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "HEAD, 200 OK, Content-Length: 1000",
        "HEAD, 200 OK, Transfer-Encoding: chunked",
        "GET, 204 No Content, Content-Length: 1000",
        "GET, 304 Not Modified, Content-Length: 1000",
        "GET, 304 Not Modified, Transfer-Encoding: chunked"
    })
    void readsNoContentWhereThereIsNone(String method, String status, String field) throws Exception {
        RawBackend backend = http.answering("HTTP/1.1 " + status + "\r\n" + field + "\r\n\r\n");

        for (int i = 0; i < 2; i++) {
            Response response = http.send(backend, Requests.of(method)).response();
            assertThat(response.headers().get(field.replaceAll(":.*", ""))).isNotNull();
            Content.Chunk chunk = response.content().read();
            assertThat(chunk.isLast() && !chunk.hasRemaining()).isTrue();
            http.awaitIdle(1);
        }
        assertThat(backend.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
            })
    void givesAWholeResponseInOneChunkThatIsTheLast(String response) throws Exception {
        RawBackend backend = http.answering(response);

        Content.Chunk chunk =
                http.send(backend, Requests.get("/")).response().content().read();

        assertThat(chunk.isLast()).isTrue();
        assertThat(chunk.remaining()).isEqualTo(5);
        chunk.release();
    }

    @Test
    void passesOnEveryInterimResponseInItsOrder() throws Exception {
        RawBackend backend = http.answering("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"
                + "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 199 Odd\r\n\r\n" + Http1Case.OK);

        Outcome outcome = http.send(backend, Requests.get("/"));

        assertThat(outcome.response().read().text()).isEqualTo("ok");
        assertThat(outcome.interims()).containsExactly("100", "102", "103 Link: </a>", "199");
        http.awaitIdle(1);

        http.succeedOn(backend);
        assertThat(backend.connections()).isEqualTo(1);
    }

    @Test
    void endsAFloodOfInterimResponses() throws Exception {
        RawBackend backend = http.answering("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(100) + Http1Case.OK);

        UpstreamFailure failure = http.send(backend, Requests.get("/")).failure();

        assertThat(failure.reason()).isEqualTo(Reason.GARBAGE);
        assertThat(failure.progress()).isEqualTo(Progress.RESPONSE_BEGUN);
    }

    @Test
    void givesTheTrailersAfterTheContent() throws Exception {
        RawBackend backend =
                http.answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nSum: 1\r\n\r\n");

        Body body = http.send(backend, Requests.get("/")).response().read();

        assertThat(body.text()).isEqualTo("ok");
        assertThat(body.trailers().orElseThrow().get("Sum")).isEqualTo("1");
        http.awaitIdle(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n\r\n",
                "HTTP/1.1 OK\r\n\r\n",
                "HTTP/1.1 20 OK\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nx",
                "HTTP/1.1 200 OK\r\nA : b\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\0\r\n\r\n",
            })
    void takesForGarbageWhatIsNoResponse(String garbage) throws Exception {
        RawBackend backend = http.answering(garbage);

        UpstreamFailure failure = http.send(backend, Requests.get("/")).failure();

        assertThat(failure.reason()).isEqualTo(Reason.GARBAGE);
        assertThat(failure.progress()).isEqualTo(Progress.RESPONSE_BEGUN);
        assertThat(http.upstream().idleConnections()).isZero();
    }

    @Test
    void takesForGarbageAHeaderWithoutEnd() throws Exception {
        RawBackend backend = http.answering("HTTP/1.1 200 OK\r\nA: " + "x".repeat(70_000) + "\r\n\r\n");

        assertThat(http.send(backend, Requests.get("/")).failure().reason()).isEqualTo(Reason.GARBAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2\r\nok\r\nx\r\n", "2\r\nokay\r\n0\r\n\r\n", "2\r\nok\r\n-1\r\n"})
    void failsContentWhoseChunksAreNone(String chunks) throws Exception {
        RawBackend backend = http.answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);

        Body body = http.send(backend, Requests.get("/")).response().read();

        assertThat(body.text()).isEqualTo("ok");
        assertThat(body.failure()).isPresent();
        assertThat(http.upstream().idleConnections()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\nhalf"
            })
    void failsContentThatBreaksOff(String half) throws Exception {
        RawBackend backend = http.backend(wire -> {
            wire.readHead();
            wire.write(half);
        });

        Body body = http.send(backend, Requests.get("/")).response().read();

        assertThat(body.text()).isEqualTo("half");
        assertThat(body.failure()).isPresent();
    }
}
