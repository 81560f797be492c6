package io.backhand.ajp;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.backhand.ajp.codec.AttributeHeader;
import io.backhand.ajp.codec.PacketSize;
import io.backhand.ajp.codec.Secret;
import io.backhand.testing.RawAjpClient;
import io.backhand.testing.RawAjpClient.Answer;
import io.backhand.testing.RawAjpRequest;
import io.backhand.testing.RawBackend;
import io.backhand.testing.TestBalancer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** What is refused over the wire, and that nothing follows it. What a packet may be made of is the codec's tests' to show. */
@Timeout(30)
class AjpRefusalsIT {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final Secret SECRET = Secret.of("s3cret".getBytes(StandardCharsets.US_ASCII));

    private static final List<AttributeHeader> TOLD = List.of(
            AttributeHeader.USER,
            new AttributeHeader("X-Forwarded-Tenant", "TENANT"),
            new AttributeHeader("X-SSL-Client-Cipher", "SSL_CIPHER"),
            new AttributeHeader("X-SSL-Client-Protocol", "SSL_PROTOCOL"));

    private RawBackend backend;
    private TestBalancer open;
    private TestBalancer secured;

    @BeforeEach
    void start() throws Exception {
        backend = RawBackend.answering(OK);
        open = TestBalancer.before(backend.url()).ajp(AjpIT.OPEN).start();
        secured = TestBalancer.before(backend.url())
                .ajp(new AjpSettings(PacketSize.DEFAULT, SECRET, Pattern.compile("TENANT|javax.*"), TOLD))
                .start();
    }

    @AfterEach
    void stop() throws Exception {
        open.close();
        secured.close();
        backend.close();
    }

    @Test
    void framingThatCouldBeReadInTwoWays() throws Exception {
        List<RawAjpRequest> requests = List.of(
                RawAjpRequest.post("/", 5).field("Content-Length", "5"),
                RawAjpRequest.post("/", 5).field("Transfer-Encoding", "chunked"),
                RawAjpRequest.chunkedPost("/").field("Transfer-Encoding", "chunked"),
                RawAjpRequest.of("POST", "/").field("Transfer-Encoding", "gzip, chunked"),
                RawAjpRequest.of("POST", "/").field("Transfer-Encoding", "identity"),
                RawAjpRequest.of("POST", "/").field("Content-Length", "+5"),
                RawAjpRequest.get("/").field("Host", "b.example"),
                RawAjpRequest.get("http://other.example/"),
                RawAjpRequest.get("/../up"),
                RawAjpRequest.get("/a?b"),
                RawAjpRequest.get("/").attribute(0x0D, "PATCH"),
                RawAjpRequest.of("CONNECT", "/"),
                RawAjpRequest.get("/").attribute(0x3F, "what"));
        for (RawAjpRequest request : requests) {
            assertIsRefused(open, request, 400);
        }
        assertThat(backend.heads()).isEmpty();
    }

    @Test
    void aHostThatIsNone() throws Exception {
        for (String host : List.of("a b", "[1:2]", "[::1::1]", "a:0", "[::1]:0", "a:70000", "")) {
            assertIsRefused(open, RawAjpRequest.get("/").withoutFields().field("Host", host), 400);
        }
        assertThat(backend.heads()).isEmpty();
    }

    /** Nobody without the secret keeps a selector reading. */
    @Test
    void isNotReadFromForEver() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), secured.ajpPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(RawAjpRequest.get("/").packet());
            long sent = 0;
            byte[] more = new byte[64 * 1024];
            try {
                while (sent < 100_000_000) {
                    out.write(more);
                    sent += more.length;
                }
            } catch (IOException e) {
                // What is closed takes no more.
            }
            assertThat(sent).isLessThan(50_000_000);
        }
    }

    @Test
    void aPacketOfABodyThatIsTooLongIsToldToTheLog() throws Exception {
        List<String> lines = linesWhile(() -> {
            try (RawAjpClient client = new RawAjpClient(open.ajpPort())) {
                client.write(RawAjpRequest.post("/", 9000).packet());
                client.write(RawAjpRequest.data(new byte[9000]));
                assertThat(client.answer(new byte[0], 0, 0).status()).isEqualTo(400);
            }
        });

        assertThat(lines).anyMatch(line -> line.contains("packet-size is 8192"));
    }

    @Test
    void whoDoesNotShowTheSecret() throws Exception {
        assertIsRefused(secured, RawAjpRequest.get("/"), 403);
        assertIsRefused(secured, RawAjpRequest.get("/").secret("s3cre"), 403);
        assertIsRefused(secured, RawAjpRequest.get("/").secret("s3cret "), 403);
        assertIsRefused(secured, RawAjpRequest.get("/").secret("s3cret").secret("other"), 403);
        assertIsRefused(secured, RawAjpRequest.get("/../up"), 403);

        assertThat(RawAjpClient.exchange(
                                secured.ajpPort(), RawAjpRequest.get("/").secret("s3cret"))
                        .status())
                .isEqualTo(200);
        assertThat(backend.heads()).hasSize(1);
    }

    @Test
    void tellsTheLogOnceASecondAndNoSecret() throws Exception {
        List<String> lines = linesWhile(() -> {
            for (int i = 0; i < 20; i++) {
                assertIsRefused(secured, RawAjpRequest.get("/").secret("guess" + i), 403);
            }
        });

        assertThat(lines).hasSizeBetween(1, 10).allSatisfy(line -> assertThat(line)
                .startsWith("an AJP request from 127.0.0.1 is refused with 403: ")
                .doesNotContain("guess"));
    }

    /** Warnings of the listeners, each of which begins with one to spare. */
    private static List<String> linesWhile(Executable what) throws Exception {
        Logger log = (Logger) LoggerFactory.getLogger(AjpLog.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        log.addAppender(lines);
        try {
            what.run();
        } finally {
            log.detachAppender(lines);
        }
        return lines.list.stream()
                .filter(line -> line.getLevel().levelInt >= Level.WARN_INT)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private interface Executable {
        void run() throws Exception;
    }

    @Test
    void attributesThatNobodyAllowed() throws Exception {
        assertIsRefused(open, RawAjpRequest.get("/").attribute("TENANT", "a"), 403);
        assertIsRefused(open, RawAjpRequest.get("/").attribute("javax.servlet.include.request_uri", "/x"), 403);
        assertIsRefused(secured, RawAjpRequest.get("/").secret("s3cret").attribute("OTHER", "a"), 403);

        for (String name : List.of("AJP_REMOTE_PORT", "AJP_LOCAL_ADDR", "AJP_SSL_PROTOCOL", "JK_LB_ACTIVATION")) {
            assertThat(RawAjpClient.exchange(
                                    open.ajpPort(), RawAjpRequest.get("/").attribute(name, "1"))
                            .status())
                    .as(name)
                    .isEqualTo(200);
        }
        assertThat(RawAjpClient.exchange(
                                secured.ajpPort(),
                                RawAjpRequest.get("/").secret("s3cret").attribute("TENANT", "a"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whatIsNoRequestClosesTheConnection() throws Exception {
        List<byte[]> packets = List.of(
                RawAjpRequest.packet((byte) 7),
                RawAjpRequest.packet((byte) 8),
                RawAjpRequest.packet((byte) 99),
                RawAjpRequest.packet((byte) 10, (byte) 10),
                RawAjpRequest.packet(new byte[0]),
                "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                new byte[] {'A', 'B', 0, 1, 9});
        for (byte[] packet : packets) {
            try (RawAjpClient client = new RawAjpClient(open.ajpPort())) {
                client.write(packet);
                assertThat(client.readToEnd()).as("no answer").isLessThanOrEqualTo(0);
            }
        }
        assertThat(RawAjpClient.exchange(open.ajpPort(), RawAjpRequest.get("/")).text())
                .as("nothing stops the server")
                .isEqualTo("ok");
    }

    @Test
    void aPacketLongerThanAgreedIsAnswered() throws Exception {
        try (RawAjpClient client = new RawAjpClient(open.ajpPort())) {
            client.write(RawAjpRequest.get("/").field("X-Big", "b".repeat(9000)).packet());
            Answer answer = client.answer(new byte[0], 0, 0);

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.reuse()).isFalse();
            assertThat(client.readToEnd()).isZero();
        }
        assertIsRefused(secured, RawAjpRequest.get("/").field("X-Big", "b".repeat(9000)), 403);
    }

    @Test
    void oneAnswerGoesToOneBadRequestWhateverFollows() throws Exception {
        try (RawAjpClient client = new RawAjpClient(open.ajpPort())) {
            byte[] bad = RawAjpRequest.post("/", 5).field("Content-Length", "6").packet();
            client.write(RawAjpRequest.join(
                    bad,
                    RawAjpRequest.data(new byte[5]),
                    bad,
                    RawAjpRequest.get("/").packet()));

            assertThat(client.answer(new byte[0], 0, 0).status()).isEqualTo(400);
            assertThat(client.readToEnd()).isZero();
        }
        assertThat(backend.heads()).isEmpty();
    }

    @Test
    void theUserIsToldOnlyWhereThatIsAskedFor() throws Exception {
        RawAjpClient.exchange(open.ajpPort(), RawAjpRequest.get("/").attribute(0x03, "ann"));
        RawAjpClient.exchange(
                secured.ajpPort(),
                RawAjpRequest.get("/").secret("s3cret").attribute(0x03, "ann").field("X-Forwarded-User", "root"));
        RawAjpClient.exchange(
                secured.ajpPort(), RawAjpRequest.get("/").secret("s3cret").field("x-forwarded_user", "root"));

        assertThat(backend.heads()).hasSize(3).noneMatch(head -> head.contains("root"));
        assertThat(backend.heads().get(0)).doesNotContain("ann");
        assertThat(backend.heads().get(1)).contains("X-Forwarded-User: ann\r\n");
        assertThat(backend.heads().get(2)).doesNotContainIgnoringCase("forwarded-user");
    }

    @Test
    void attributesAreToldByTheFieldsConfiguredAndByNobodyElse() throws Exception {
        RawAjpClient.exchange(
                secured.ajpPort(),
                RawAjpRequest.get("/")
                        .secret("s3cret")
                        .secure()
                        .attribute(0x08, "TLS_AES_128_GCM_SHA256")
                        .attribute("AJP_SSL_PROTOCOL", "TLSv1.3")
                        .attribute("TENANT", "blue")
                        .field("X-Forwarded-Tenant", "red")
                        .field("x_ssl_client_cipher", "NULL"));
        RawAjpClient.exchange(
                secured.ajpPort(),
                RawAjpRequest.get("/")
                        .secret("s3cret")
                        .field("X-Forwarded-Tenant", "red")
                        .field("X-SSL-Client-Cipher", "NULL"));

        assertThat(backend.heads()).hasSize(2).noneMatch(head -> head.contains("red") || head.contains("NULL"));
        assertThat(backend.heads().get(0))
                .contains(
                        "X-Forwarded-Tenant: blue\r\n",
                        "X-SSL-Client-Cipher: TLS_AES_128_GCM_SHA256\r\n",
                        "X-SSL-Client-Protocol: TLSv1.3\r\n");
        assertThat(backend.heads().get(1)).doesNotContain("Tenant", "X-SSL-Client");
    }

    private static void assertIsRefused(TestBalancer balancer, RawAjpRequest request, int status) throws Exception {
        try (RawAjpClient client = new RawAjpClient(balancer.ajpPort())) {
            Answer answer = client.ask(request);

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.fields()).containsExactly("Content-Length: 0");
            assertThat(answer.reuse()).isFalse();
            assertThat(client.readToEnd()).as("nothing follows").isZero();
        }
    }
}
