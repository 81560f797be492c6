package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.proxy.ProxyCounters.Event;
import io.backhand.routing.Route;
import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import io.backhand.testing.TestBalancer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request and its response look like on the other side. */
@Timeout(30)
class ForwardingIT {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String CLOSE = " HTTP/1.1\r\nHost: example\r\nConnection: close\r\n\r\n";

    @Test
    void passesAGetOnAndItsAnswerBack() throws Exception {
        try (RawBackend backend = RawBackend.answering(OK);
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            String response = RawClient.exchange(balancer.port(), "GET /a" + CLOSE);

            assertThat(response).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nok");
            assertThat(backend.heads()).singleElement().asString().startsWith("GET /a HTTP/1.1\r\nHost: example\r\n");
            balancer.awaitCount(Event.PROXIED, 1);
            assertThat(balancer.account("b0").requests()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a%2Fb?d=100%", "//x", "/?", "/a;b=c/d?{}|\"", "/%61pp", "/%C3%A9?q=%zz"})
    void keepsTheTargetAsTheClientWroteIt(String target) throws Exception {
        try (RawBackend backend = RawBackend.answering(OK);
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            RawClient.exchange(balancer.port(), "GET " + target + CLOSE);

            assertThat(backend.heads()).singleElement().asString().startsWith("GET " + target + " HTTP/1.1\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fOo", "PROPFIND", "get", "QUERY"})
    void keepsTheMethodAsTheClientWroteIt(String method) throws Exception {
        try (RawBackend backend = RawBackend.answering(OK);
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            assertThat(RawClient.exchange(balancer.port(), method + " /" + CLOSE))
                    .endsWith("ok");

            assertThat(backend.heads()).singleElement().asString().startsWith(method + " / HTTP/1.1\r\n");
        }
    }

    @Test
    void sendsPathAndQueryOfAnAbsoluteTarget() throws Exception {
        try (RawBackend backend = RawBackend.answering(OK);
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            RawClient.exchange(balancer.port(), "GET http://example/a?b=%2F" + CLOSE);

            assertThat(backend.heads())
                    .singleElement()
                    .asString()
                    .startsWith("GET /a?b=%2F HTTP/1.1\r\n")
                    .contains("\r\nHost: example\r\n");
        }
    }

    @Test
    void keepsHeadersInOrder() throws Exception {
        try (RawBackend backend = RawBackend.answering(OK);
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            RawClient.exchange(
                    balancer.port(),
                    lines(
                            "GET / HTTP/1.1",
                            "x-FIRST: 1",
                            "Host: example",
                            "Accept-Encoding: gzip",
                            "x-lAst: 2",
                            "Connection: close",
                            "",
                            ""));

            assertThat(backend.heads())
                    .singleElement()
                    .asString()
                    .startsWith(
                            "GET / HTTP/1.1\r\nx-FIRST: 1\r\nHost: example\r\nAccept-Encoding: gzip\r\nx-lAst: 2\r\n")
                    .doesNotContainIgnoringCase("user-agent")
                    .doesNotContainIgnoringCase("connection:");
        }
    }

    @Test
    void framesABodyItself() throws Exception {
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.write(OK.replace("ok", wire.read(5).substring(0, 2)));
                });
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            String response = RawClient.exchange(
                    balancer.port(),
                    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nConnection: close, Content-Length\r\n\r\nhello");

            assertThat(response).endsWith("\r\n\r\nhe");
            assertThat(backend.heads()).singleElement().asString().containsOnlyOnce("Content-Length: 5\r\n");
        }
    }

    @Test
    void streamsAChunkedBody() throws Exception {
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    assertThat(wire.read(10)).isEqualTo("5\r\nhello\r\n");
                    assertThat(wire.read(5)).isEqualTo("0\r\n\r\n");
                    wire.write(OK);
                });
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            String response = RawClient.exchange(
                    balancer.port(),
                    lines(
                            "POST / HTTP/1.1",
                            "Host: a",
                            "Transfer-Encoding: chunked",
                            "Connection: close",
                            "",
                            "5",
                            "hello",
                            "0",
                            "",
                            ""));

            assertThat(response).endsWith("ok");
            assertThat(backend.heads()).singleElement().asString().contains("Transfer-Encoding: chunked\r\n");
        }
    }

    @Test
    void refusesARequestOfTwoLengths() throws Exception {
        try (RawBackend backend = RawBackend.answering(OK);
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            String response = RawClient.exchange(
                    balancer.port(),
                    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");

            assertThat(response).startsWith("HTTP/1.1 400 ");
            assertThat(backend.heads()).isEmpty();
        }
    }

    @Test
    void refusesATransferCodingItDoesNotKnow() throws Exception {
        try (RawBackend backend = RawBackend.answering(OK);
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            String response = RawClient.exchange(
                    balancer.port(),
                    "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n");

            assertThat(response).startsWith("HTTP/1.1 501 ");
            assertThat(backend.heads()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"102 Processing", "103 Early Hints", "104 Unheard Of"})
    void passesInterimResponsesOn(String interim) throws Exception {
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.write("HTTP/1.1 100 Continue\r\n\r\n");
                    wire.write("HTTP/1.1 " + interim + "\r\nLink: </a.css>\r\n\r\n");
                    wire.write(OK);
                });
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            String response = RawClient.exchange(balancer.port(), "GET /" + CLOSE);

            assertThat(response)
                    .startsWith("HTTP/1.1 " + interim.substring(0, 3))
                    .endsWith("ok");
            assertThat(response).contains("\r\n\r\nHTTP/1.1 200 OK\r\n").doesNotContain("HTTP/1.1 100");
        }
    }

    @Test
    void passesTrailersOn() throws Exception {
        try (RawBackend backend = RawBackend.answering(lines(
                        "HTTP/1.1 200 OK",
                        "Trailer: X-Sum",
                        "Transfer-Encoding: chunked",
                        "",
                        "2",
                        "ok",
                        "0",
                        "X-Sum: 42",
                        "",
                        ""));
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            String response = RawClient.exchange(balancer.port(), "GET /" + CLOSE);

            assertThat(response).contains("Trailer: X-Sum\r\n").endsWith("2\r\nok\r\n0\r\nX-Sum: 42\r\n\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HEAD, HTTP/1.1 200 OK, Content-Length: 1000",
        "GET,  HTTP/1.1 304 Not Modified, Content-Length: 1000",
        "GET,  HTTP/1.1 304 Not Modified, ETag: \"x\"",
        "GET,  HTTP/1.1 204 No Content, X-A: 1",
        "HEAD, HTTP/1.1 200 OK, Transfer-Encoding: chunked",
    })
    void keepsTheConnectionAfterAResponseWithoutBody(String method, String status, String field) throws Exception {
        try (RawBackend backend = RawBackend.answering(status + "\r\n" + field + "\r\n\r\n");
                TestBalancer balancer = TestBalancer.before(backend.url()).start();
                RawClient client = new RawClient(balancer.port())) {
            for (int i = 0; i < 3; i++) {
                client.write(method + " / HTTP/1.1\r\nHost: a\r\n\r\n");
                String head = client.readUntil("\r\n\r\n");
                assertThat(head).startsWith(status.substring(0, 12));
                assertThat(head.contains(field)).isEqualTo(!field.startsWith("Transfer-Encoding"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nok",
                "HTTP/1.0 200 OK\r\n\r\nok"
            })
    void givesAnOldClientABodyItUnderstands(String answer) throws Exception {
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.write(answer);
                });
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            String response = RawClient.exchange(balancer.port(), "GET / HTTP/1.0\r\n\r\n");

            assertThat(response).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nok");
            assertThat(response).doesNotContain("chunked");
        }
    }

    @Test
    void passesOneServerAndOneDateOn() throws Exception {
        try (RawBackend backend = RawBackend.answering(lines(
                        "HTTP/1.1 200 OK",
                        "Server: theirs",
                        "Date: Thu, 01 Jan 1970 00:00:00 GMT",
                        "Content-Length: 0",
                        "",
                        ""));
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            String response = RawClient.exchange(balancer.port(), "GET /" + CLOSE);

            assertThat(response).containsOnlyOnce("Server: theirs\r\n").containsOnlyOnce("Date: Thu, 01 Jan 1970");
            assertThat(response.split("\r\nDate: ", -1)).hasSize(2);
            assertThat(response.split("\r\nServer: ", -1)).hasSize(2);
        }
    }

    @Test
    void detectsALoop() throws Exception {
        try (RawBackend backend = RawBackend.answering(OK);
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            RawClient.exchange(balancer.port(), "GET /" + CLOSE);
            String head = backend.heads().get(0);
            String via = head.substring(head.indexOf("Via: "), head.indexOf("\r\n", head.indexOf("Via: ")));

            String response = RawClient.exchange(
                    balancer.port(), "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + via + "\r\n\r\n");

            assertThat(response).startsWith("HTTP/1.1 508 ");
            balancer.awaitCount(Event.LOOP, 1);
        }
    }

    @Test
    void appendsToWhatATrustedPeerSays() throws Exception {
        try (RawBackend backend = RawBackend.answering(OK);
                TestBalancer balancer =
                        TestBalancer.before(backend.url()).trusting("127.0.0.1").start()) {
            RawClient.exchange(
                    balancer.port(),
                    "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n");

            assertThat(backend.heads())
                    .singleElement()
                    .asString()
                    .contains("X-Forwarded-For: 192.0.2.1, 127.0.0.1\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, 302, ADDRESS, 127.0.0.1", "POST, 307, NAME, b0", "HEAD, 302, NAME, b0"})
    void redirectsWithPathAndQuery(String method, int status, Route.Redirect redirect, String host) throws Exception {
        try (TestBalancer balancer = TestBalancer.before("http://127.0.0.1:9001")
                .route(route -> new Route(
                        route.path(),
                        route.chain(),
                        route.staticRoot(),
                        redirect,
                        route.limits(),
                        route.retry(),
                        route.rewrites()))
                .start()) {
            String response = RawClient.exchange(balancer.port(), method + " /a%2Fb?c=d" + CLOSE);

            assertThat(response)
                    .startsWith("HTTP/1.1 " + status + " ")
                    .contains("Location: http://" + host + ":9001/a%2Fb?c=d\r\n");
            balancer.awaitCount(Event.REDIRECTED, 1);
        }
    }

    @Test
    void forwardsToThisMachineWhereItIsChosen() throws Exception {
        try (RawBackend own = RawBackend.answering(OK);
                TestBalancer balancer = TestBalancer.before()
                        .self(own.url())
                        .route(TestBalancer::choosingSelf)
                        .start()) {
            assertThat(RawClient.exchange(balancer.port(), "GET /" + CLOSE)).endsWith("ok");
            assertThat(balancer.account("self").requests()).isEqualTo(1);
        }
    }

    @Test
    void hasItsOwnApplicationAnswerWhereThisMachineIsChosen() throws Exception {
        HttpServlet application = new HttpServlet() {
            private static final long serialVersionUID = 1L;

            @Override
            protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
                response.getWriter()
                        .print(request.getRequestURI() + " "
                                + request.getReader().readLine());
            }
        };
        try (TestBalancer balancer = TestBalancer.before()
                .self(application)
                .route(TestBalancer::choosingSelf)
                .start()) {
            String response = RawClient.exchange(
                    balancer.port(),
                    "POST /own HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");

            assertThat(response).startsWith("HTTP/1.1 200 OK\r\n").contains("/own hello");
        }
    }

    private static String lines(String... lines) {
        return String.join("\r\n", lines);
    }
}
