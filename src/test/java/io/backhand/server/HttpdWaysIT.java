package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backhand.server.BehindHttpd.Way;
import io.backhand.testing.RawClient;
import io.backhand.testing.httpd.Httpd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpTester;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

/** The same requests get the same answers through HTTP, through mod_proxy_ajp and through mod_jk, and backends see the same. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpdWaysIT {
    private static final String CLIENT = "127.0.0.9";

    /** Of each connection or moment, and httpd's own. */
    private static final Set<String> OF_THE_CONNECTION = Set.of("date", "server", "connection", "keep-alive");

    /** How long a body is may be told by a length or by chunks: mod_proxy_ajp drops the length that it is told. */
    private static final Set<String> FRAMING = Set.of("content-length", "transfer-encoding");

    /** What only mod_proxy_http tells a backend of itself: it is one more proxy on the way. */
    private static final Set<String> OF_MOD_PROXY_HTTP =
            Set.of("via", "forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-server", "x-forwarded-port");

    static final List<String> REQUESTS = List.of(
            "GET /whoami?q=%2F&r=a+b%20c&s=%zz HTTP/1.1",
            "GET /whoami HTTP/1.0",
            "GET /whoami/a%20b/%C3%A9;p=1 HTTP/1.1",
            "GET /whoami HTTP/1.1\r\nCookie: a=1; b=2\r\nAuthorization: Basic YTpi\r\nX-A: 1\r\nAccept-Language: de",
            "GET /whoami HTTP/1.1\r\nTE: trailers\r\nProxy-Connection: x\r\nUpgrade: foo\r\nx_under: 1",
            "GET /whoami HTTP/1.1\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Port: 443\r\nX-Real-IP: 6.6.6.6",
            "HEAD /whoami HTTP/1.1",
            "OPTIONS /whoami HTTP/1.1",
            "DELETE /whoami HTTP/1.1",
            "PATCH /whoami HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc",
            "PROPFIND /whoami HTTP/1.1\r\nDepth: 1",
            "POST /echo HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello",
            "POST /echo HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
            "POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n",
            "POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST /early HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello",
            "PUT /digest HTTP/1.1\r\nContent-Type: text/x\r\nContent-Length: 5\r\n\r\nhello",
            "GET /status/304 HTTP/1.1\r\nIf-None-Match: \"v1\"",
            "GET /status/204 HTTP/1.1",
            "GET /status/404 HTTP/1.1",
            "GET /status/500 HTTP/1.1",
            "GET /status/503 HTTP/1.1",
            "GET /status/299 HTTP/1.1",
            "HEAD /status/404 HTTP/1.1",
            "GET /bytes?n=0 HTTP/1.1",
            "GET /bytes?n=8184 HTTP/1.1",
            "GET /bytes?n=8185 HTTP/1.1",
            "GET /bytes?n=70000 HTTP/1.1",
            "HEAD /bytes?n=8184 HTTP/1.1",
            "GET /twice HTTP/1.1",
            "GET /no-such-path HTTP/1.1");

    private BehindHttpd behind;

    @BeforeAll
    void startAll(@TempDir Path folder) throws Exception {
        assumeTrue(Httpd.isInstalled("proxy_ajp"), "Apache httpd is not installed");
        assumeTrue(Httpd.isInstalled("jk"), "mod_jk is not installed");
        behind = BehindHttpd.start(folder);
    }

    @AfterAll
    void endAll() throws Exception {
        if (behind != null) {
            behind.close();
        }
    }

    @ParameterizedTest
    @FieldSource("REQUESTS")
    void areAnsweredAlike(String request) throws IOException {
        String byHttp = told(answer(Way.HTTP, request));

        assertThat(Stream.of(Way.PROXY_AJP, Way.BALANCER, Way.JK, Way.JK_BIG))
                .allSatisfy(way -> assertThat(told(answer(way, request))).isEqualTo(byHttp));
    }

    /** Status, fields and body, without what may differ. */
    private static String told(HttpTester.Response answer) {
        return answer.getStatus() + " " + answer.getReason() + "\n"
                + answer.getFieldNamesCollection().stream()
                        .filter(name -> !isOf(OF_THE_CONNECTION, name) && !isOf(FRAMING, name))
                        .flatMap(name -> answer.getValuesList(name).stream().map(value -> name + ": " + value + "\n"))
                        .sorted(String.CASE_INSENSITIVE_ORDER)
                        .collect(Collectors.joining())
                + "\n"
                + seenByTheBackend(answer.getContent());
    }

    private static String seenByTheBackend(String content) {
        return content.lines()
                .filter(line -> !isOf(OF_MOD_PROXY_HTTP, line.substring(0, Math.max(0, line.indexOf(':')))))
                .collect(Collectors.joining("\n"));
    }

    private static boolean isOf(Set<String> names, String name) {
        return names.contains(name.toLowerCase(Locale.ROOT));
    }

    @ParameterizedTest
    @EnumSource
    void theBackendLearnsTheClientAndNotWhatItClaims(Way way) throws IOException {
        String seen = answer(way, "GET /whoami HTTP/1.1\r\nX-Forwarded-For: 6.6.6.6\r\nForwarded: for=6.6.6.6")
                .getContent();

        assertThat(seen).contains("X-Forwarded-For: " + CLIENT).contains("\nHost: shop.example\n");
        assertThat(seen).doesNotContain("6.6.6.6");
    }

    /** By itself mod_jk decodes what need not be encoded; that it is told not to makes it like the others. */
    @ParameterizedTest
    @EnumSource
    void thePathGoesOnAsItCameButForModJk(Way way) throws IOException {
        String path = way == Way.JK ? "/whoami/~u" : "/whoami/%7Eu";

        assertThat(answer(way, "GET /whoami/%7Eu HTTP/1.1").getContent()).startsWith("GET " + path + "\n");
    }

    @ParameterizedTest
    @EnumSource
    void statusAndAdminStayClosed(Way way) throws IOException {
        for (String request : List.of(
                "GET /backhand/ HTTP/1.1",
                "GET /backhand/api/servers HTTP/1.1",
                "GET /backhand/metrics HTTP/1.1",
                "POST /backhand/api/servers/alpha/drain HTTP/1.1\r\nContent-Length: 0\r\nAuthorization: Bearer x")) {
            assertThat(answer("127.0.0.1", way, "localhost", request).getStatus())
                    .as(request)
                    .isEqualTo(404);
        }
    }

    private HttpTester.Response answer(Way way, String request) throws IOException {
        return answer(CLIENT, way, "shop.example", request);
    }

    private HttpTester.Response answer(String from, Way way, String host, String request) throws IOException {
        int line = request.indexOf("\r\n");
        int end = line < 0 ? request.length() : line;
        String whole = request.substring(0, end) + "\r\nHost: " + host + "\r\nConnection: close"
                + request.substring(end) + (request.contains("\r\n\r\n") ? "" : "\r\n\r\n");
        String answer = RawClient.exchange(from, behind.port(way), whole);
        return Objects.requireNonNull(
                request.startsWith("HEAD") ? HttpTester.parseHeadResponse(answer) : HttpTester.parseResponse(answer),
                answer);
    }
}
