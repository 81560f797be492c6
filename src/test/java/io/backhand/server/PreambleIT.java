package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.selectors.Tricks;
import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A listener whose connections begin with a preamble of the PROXY protocol. */
@Timeout(60)
class PreambleIT {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String LINE = "PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\n";
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String GET = "GET /x HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n";

    @TempDir
    private Path folder;

    private RawBackend backend;
    private OwnServer server;

    @BeforeEach
    void start() throws Exception {
        backend = RawBackend.answering(OK);
        server = server(Tricks.all());
    }

    @AfterEach
    void end() throws Exception {
        server.close();
        backend.close();
    }

    static List<Tricks> tricks() {
        return List.of(Tricks.all(), new Tricks(false, false, false, false, false));
    }

    @ParameterizedTest
    @MethodSource("tricks")
    void aBackendLearnsTheClientOfTheLine(Tricks tricks) throws Exception {
        try (OwnServer tricked = server(tricks)) {
            assertThat(RawClient.exchange(port(tricked), LINE + GET))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("ok");
        }
        assertThat(backend.heads().get(0))
                .contains("\r\nX-Forwarded-For: 192.0.2.7\r\n")
                .contains("\r\nX-Real-IP: 192.0.2.7\r\n")
                .contains("\r\nForwarded: for=192.0.2.7;");
    }

    @Test
    void aBackendLearnsTheClientOfTheBytes() throws Exception {
        String addresses = "20010db8000000000000000000000007" + "20010db8000000000000000000000001" + "dc04" + "01bb";

        assertThat(exchange(bytes("21210027" + addresses + "040000") + GET)).startsWith("HTTP/1.1 200 ");
        assertThat(backend.heads().get(0)).contains("\r\nX-Forwarded-For: 2001:db8:0:0:0:0:0:7\r\n");
    }

    @ParameterizedTest
    @MethodSource("tricks")
    void itMayComeInPiecesAndWithRequestsBehindIt(Tricks tricks) throws Exception {
        String all = LINE + "GET /a HTTP/1.1\r\nHost: h\r\n\r\n" + GET;
        try (OwnServer tricked = server(tricks);
                RawClient client = new RawClient(port(tricked))) {
            for (int i = 0; i < all.length(); i += 7) {
                client.write(all.substring(i, Math.min(i + 7, all.length())));
            }

            assertThat(client.readToEnd()).containsPattern("(?s)200 OK.*200 OK");
        }
        assertThat(backend.heads()).hasSize(2).allSatisfy(head -> assertThat(head)
                .contains("192.0.2.7"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "PROXY TCP4 localhost localhost 1 2\r\n", "PROXY TCP4 192.0.2.7\r\n", "\r\n\r\n\0\r\nQUIX\n"
            })
    void withoutARightOneTheConnectionIsClosed(String preamble) throws Exception {
        assertThat(exchange(preamble + GET)).isEmpty();
        assertThat(backend.heads()).isEmpty();
    }

    @Test
    void itIsNotWaitedForLong() throws Exception {
        assertThat(exchange("PROXY TCP4 ")).isEmpty();
    }

    @Test
    void nobodyElseMaySendIt() throws Exception {
        assertThat(exchange("127.0.0.9", LINE + GET)).isEmpty();
        assertThat(exchange("127.0.0.9", GET)).isEmpty();
        assertThat(backend.heads()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {LINE, "PROXY UNKNOWN 127.0.0.1 127.0.0.1 1 2\r\n"})
    void whatTheClientBehindItClaimsIsDropped(String line) throws Exception {
        String claims = GET.replace(
                "Connection",
                "X-Forwarded-For: 6.6.6.6\r\nForwarded: for=6.6.6.6\r\nX-Forwarded-Proto: https\r\nConnection");

        assertThat(exchange(line + claims)).startsWith("HTTP/1.1 200 ");
        assertThat(backend.heads().get(0)).doesNotContain("6.6.6.6").contains("\r\nX-Forwarded-Proto: http\r\n");
    }

    @Test
    void aClientThatCannotBeNamedIsUnknown() throws Exception {
        assertThat(exchange(bytes("21000000") + GET)).startsWith("HTTP/1.1 200 ");
        assertThat(backend.heads().get(0)).contains("\r\nX-Forwarded-For: unknown\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\n",
                "PROXY TCP6 ::1 ::1 1 2\r\n",
                "PROXY UNKNOWN\r\n",
                "\r\n\r\n\0\r\nQUIT\n \0\0\0"
            })
    void nobodyBehindAProxyIsThisMachine(String preamble) throws Exception {
        assertThat(exchange(preamble + status())).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void anAllowedClientSeesTheStatus() throws Exception {
        assertThat(exchange(LINE + status())).startsWith("HTTP/1.1 200 ");
        assertThat(exchange("PROXY TCP4 192.0.3.7 198.51.100.1 1 2\r\n" + status()))
                .startsWith("HTTP/1.1 404 ");
    }

    private OwnServer server(Tricks tricks) throws Exception {
        return OwnServer.withTables(
                Files.createTempDirectory(folder, "server"),
                backend.url(),
                """
                [status]
                allow = ["192.0.2.0/24"]
                [[listen]]
                http = "127.0.0.1:0"
                proxy-protocol = true
                trust = ["127.0.0.1/32"]
                """,
                tricks);
    }

    private String exchange(String request) throws Exception {
        return exchange("127.0.0.1", request);
    }

    private String exchange(String from, String request) throws Exception {
        return RawClient.exchange(from, port(server), request);
    }

    private static int port(OwnServer server) {
        return URI.create(server.server().urls().get(2)).getPort();
    }

    private static String status() {
        return "GET /backhand/api/servers HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    }

    private static String bytes(String afterSignature) {
        return new String(HexFormat.of().parseHex(SIGNATURE + afterSignature), StandardCharsets.ISO_8859_1);
    }
}
