package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import io.backhand.testing.RawHttp2;
import io.backhand.testing.TestBalancer;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that one reader may take for one and another for two: to a backend that reads strictly they are one at most,
 * and never the one that hides in them.
 */
@Timeout(30)
class SmugglingIT {
    private static final String HIDDEN = "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String GET = "GET /seen HTTP/1.1\r\nHost: a\r\n";
    private static final String POST = "POST /seen HTTP/1.1\r\nHost: a\r\n";

    private RawBackend backend;
    private TestBalancer balancer;

    @BeforeEach
    void start() throws Exception {
        backend = RawBackend.start(SmugglingIT::answerStrictly);
        balancer = TestBalancer.before(backend.url()).start();
    }

    @AfterEach
    void stop() throws Exception {
        balancer.close();
        backend.close();
    }

    static Stream<String> refused() {
        return Stream.of(
                // Two lengths, or none that is one.
                POST + "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
                POST + "Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\n" + HIDDEN,
                POST + "Content-Length: 0\r\nContent-Length: 34\r\n\r\n" + HIDDEN,
                POST + "Content-Length: 0, 34\r\n\r\n" + HIDDEN,
                POST + "Content-Length: +0\r\n\r\n" + HIDDEN,
                POST + "Content-Length: 0x0\r\n\r\n" + HIDDEN,
                POST + "Content-Length: -1\r\n\r\n" + HIDDEN,
                POST + "Content-Length: 99999999999999999999\r\n\r\n" + HIDDEN,
                POST + "Content-Length: 3 4\r\n\r\n" + HIDDEN,
                // Codings that are not chunked, or not alone.
                POST + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + HIDDEN,
                POST + "Transfer-Encoding: identity\r\n\r\n" + HIDDEN,
                POST + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + HIDDEN,
                POST + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
                POST + "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n" + HIDDEN,
                POST + "Transfer-Encoding: chunk\r\n\r\n0\r\n\r\n" + HIDDEN,
                // Fields that are none.
                POST + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
                POST + "Transfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
                POST + "X-Folded: a\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
                POST + " Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
                POST + "X-A: b\rTransfer-Encoding: chunked\r\n\r\n" + HIDDEN,
                POST + "X-A: b\0c\r\n\r\n" + HIDDEN,
                POST + "X\0A: b\r\n\r\n" + HIDDEN,
                POST + "Content-Length\r\n\r\n" + HIDDEN,
                POST + ": b\r\n\r\n" + HIDDEN,
                // Hosts.
                "GET /seen HTTP/1.1\r\n\r\n" + HIDDEN,
                GET + "Host: b\r\n\r\n" + HIDDEN,
                "GET http://b/seen HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /seen HTTP/1.1\r\nHost: a/hidden\r\n\r\n" + HIDDEN,
                "GET /seen HTTP/1.1\r\nHost: a b\r\n\r\n" + HIDDEN,
                // Request lines.
                GET.replace("/seen", "/seen%0d%0aGET%20/hidden") + "\r\n",
                "GET /seen /hidden HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET\t/seen HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /seen\rGET /hidden HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /seen HTTP/1.1 HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /seen HTTP/9.9\r\nHost: a\r\n\r\n" + HIDDEN,
                "GET /seen\r\n" + HIDDEN,
                "G(T /seen HTTP/1.1\r\nHost: a\r\n\r\n" + HIDDEN,
                "GET seen HTTP/1.1\r\nHost: a\r\n\r\n" + HIDDEN,
                "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource
    void refused(String request) throws Exception {
        String answer = exchange(request);

        assertThat(answer).matches("(?s)HTTP/1\\.[01] [45].*|");
        assertThat(backend.heads()).isEmpty();
    }

    static Stream<String> brokenOff() {
        return Stream.of(
                        "5;x\n",
                        "5\n",
                        "0x5\r\n",
                        "+5\r\n",
                        "-5\r\n",
                        "5 5\r\n",
                        "ffffffffffffffff5\r\n",
                        "\r\n",
                        "g\r\n")
                .map(size -> POST + "Transfer-Encoding: chunked\r\n\r\n" + size + "hello\r\n0\r\n\r\n" + HIDDEN);
    }

    @ParameterizedTest
    @MethodSource
    void brokenOff(String request) throws Exception {
        exchange(request);

        assertThat(backend.heads()).noneMatch(head -> head.contains("/hidden")).hasSizeLessThanOrEqualTo(1);
    }

    static Stream<String> passedOnAsOne() {
        return Stream.of(
                POST + "Content-Length: " + HIDDEN.length() + "\r\n\r\n" + HIDDEN,
                GET + "Content-Length: " + HIDDEN.length() + "\r\n\r\n" + HIDDEN,
                POST + "Connection: Content-Length\r\nContent-Length: " + HIDDEN.length() + "\r\n\r\n" + HIDDEN,
                POST + "Content-Length: 2\r\nConnection: Host, Via\r\n\r\nhi",
                POST + "Transfer-Encoding: chunked\r\nConnection: Transfer-Encoding\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: ChUnKeD\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: chunked\r\n\r\n2;x=\"\\\"\"\r\nhi\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nContent-Length: 34\r\nHost: b\r\n\r\n",
                POST + "Content-Length: 2\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\nhi",
                // An old client's connection ends with its request.
                POST.replace("HTTP/1.1", "HTTP/1.0") + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
                GET.replace("/seen", "/seen?a=GET+/hidden+HTTP/1.1") + "\r\n",
                GET + "X-A: \u0085\u00ff\r\n\r\n",
                GET + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\nhi");
    }

    @ParameterizedTest
    @MethodSource
    void passedOnAsOne(String request) throws Exception {
        String answer = exchange(request);

        assertThat(answer).contains("HTTP/1.1 200 OK\r\n");
        assertThat(backend.heads())
                .singleElement()
                .asString()
                .contains(" /seen", "\r\nHost: a\r\n")
                .doesNotContain("h2c");
    }

    static Stream<Arguments> overHttp2() {
        return Stream.of(
                Arguments.of(null, new String[] {"x-a", "b\r\nGET /hidden HTTP/1.1\r\n"}),
                Arguments.of(null, new String[] {"x-a", "b\n\nGET /hidden HTTP/1.1"}),
                Arguments.of(null, new String[] {"x-a", "b\0"}),
                Arguments.of(null, new String[] {"x-a\r\nx-b", "c"}),
                Arguments.of(null, new String[] {"x-a: b", "c"}),
                Arguments.of(null, new String[] {"x a", "b"}),
                Arguments.of(null, new String[] {"X-A", "b"}),
                Arguments.of(null, new String[] {"", "b"}),
                Arguments.of(null, new String[] {"connection", "close"}),
                Arguments.of(null, new String[] {"transfer-encoding", "chunked"}),
                Arguments.of("0\r\n\r\n" + HIDDEN, new String[] {"transfer-encoding", "chunked"}),
                Arguments.of(HIDDEN, new String[] {"content-length", "0"}),
                Arguments.of(HIDDEN, new String[] {"content-length", "5"}),
                Arguments.of("hi", new String[] {"content-length", "50"}),
                Arguments.of(null, new String[] {"content-length", "5"}),
                Arguments.of("hi", new String[] {"content-length", "2", "content-length", "3"}),
                Arguments.of(null, new String[] {"upgrade", "h2c"}),
                Arguments.of(null, new String[] {":path", "/hidden"}),
                Arguments.of(null, new String[] {"host", "b"}),
                Arguments.of(null, new String[] {"x-a", "b", ":method", "GET"}));
    }

    @ParameterizedTest
    @MethodSource
    void overHttp2(String content, String[] fields) throws Exception {
        String[] usual = {
            ":method", content == null ? "GET" : "POST", ":scheme", "http", ":path", "/seen", ":authority", "a"
        };
        String[] all = Stream.concat(Stream.of(usual), Stream.of(fields)).toArray(String[]::new);
        RawHttp2.exchange(balancer.port(), content, all);

        assertThat(backend.heads())
                .hasSizeLessThanOrEqualTo(1)
                .allMatch(
                        head -> head.startsWith((content == null ? "GET" : "POST") + " /seen HTTP/1.1\r\nHost: a\r\n"))
                .noneMatch(head -> head.contains("hidden") || head.contains("\0") || head.contains("h2c"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/seen HTTP/1.1\r\nHost: a\r\n\r\nGET /hidden",
                "/seen\r\nX-A: b",
                "/seen /hidden",
                "seen",
                "",
                "/seen\0",
                "*"
            })
    void targetsOverHttp2(String path) throws Exception {
        RawHttp2.exchange(balancer.port(), null, ":method", "GET", ":scheme", "http", ":path", path, ":authority", "a");

        assertThat(backend.heads()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX-A: b", "a b", "a/hidden", "user@a", "a\0"})
    void authoritiesOverHttp2(String authority) throws Exception {
        RawHttp2.exchange(
                balancer.port(), null, ":method", "GET", ":scheme", "http", ":path", "/seen", ":authority", authority);

        assertThat(backend.heads())
                .allMatch(head ->
                        head.lines().filter(line -> line.startsWith("X-A:")).count() == 0
                                && head.startsWith("GET /seen HTTP/1.1\r\n"));
    }

    private String exchange(String request) throws IOException {
        try (RawClient client = new RawClient(balancer.port())) {
            client.write(request);
            client.shutdownOutput();
            return client.readToEnd();
        }
    }

    /** Reads each request with the framing that its header says, by the letter, and answers it. */
    private static void answerStrictly(RawBackend.Wire wire) throws IOException {
        for (String head = wire.readHead(); !head.isEmpty(); head = wire.readHead()) {
            boolean chunked = head.contains("\r\nTransfer-Encoding: chunked\r\n");
            int length = length(head);
            if (chunked == (length >= 0) && chunked) {
                throw new IOException("two lengths");
            }
            wire.read(Math.max(0, length));
            if (chunked) {
                readChunks(wire);
            }
            wire.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        }
    }

    private static int length(String head) {
        return head.lines()
                .filter(line -> line.startsWith("Content-Length: "))
                .map(line -> Integer.parseInt(line.substring("Content-Length: ".length())))
                .reduce((one, other) -> {
                    throw new IllegalStateException("two lengths");
                })
                .orElse(-1);
    }

    private static void readChunks(RawBackend.Wire wire) throws IOException {
        int size = Integer.parseInt(line(wire), 16);
        while (size > 0) {
            wire.read(size);
            line(wire);
            size = Integer.parseInt(line(wire), 16);
        }
        while (!line(wire).isEmpty()) {
            // The next trailer.
        }
    }

    private static String line(RawBackend.Wire wire) throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.length() < 2 || !line.substring(line.length() - 2).equals("\r\n")) {
            String octet = wire.read(1);
            if (octet.isEmpty()) {
                throw new IOException("ended");
            }
            line.append(octet);
        }
        return line.substring(0, line.length() - 2);
    }
}
