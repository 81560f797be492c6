package io.backhand.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.cluster.Contact;
import io.backhand.testing.RawServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class ServerCheckIT {
    /** What a check may take beyond its limit on a machine that is busy with other things. */
    private static final Duration SLACK = Duration.ofMillis(600);

    @Test
    void aConnectionIsEnoughWithoutAPath() throws Exception {
        try (RawServer server = new RawServer(client -> {})) {
            assertThat(check(server, Optional.empty()).answers()).isTrue();
        }
    }

    @Test
    void aServerThatIsGoneDoesNotAnswer() throws Exception {
        RawServer server = new RawServer(client -> {});
        server.close();

        assertThat(check(server, Optional.empty()).answers()).isFalse();
        assertThat(check(server, Optional.of("/health")).answers()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 200 OK,                    true",
        "HTTP/1.1 204,                       true",
        "HTTP/1.0 302 Found,                 true",
        "HTTP/1.1 404 Not Found,             false",
        "HTTP/1.1 500 Internal Server Error, false",
        "HTTP/1.1 503 Service Unavailable,   false",
        "SSH-2.0-OpenSSH_9.2,                false",
        "'',                                 false"
    })
    void aPathHasToBeAnsweredWell(String statusLine, boolean well) throws Exception {
        try (RawServer server = new RawServer(client -> answer(client, statusLine + "\r\n\r\n"))) {
            assertThat(check(server, Optional.of("/health")).answers()).isEqualTo(well);
        }
    }

    @Test
    void asksForThePathByTheNameOfTheContact() throws Exception {
        BlockingQueue<String> asked = new LinkedBlockingQueue<>();
        try (RawServer server = new RawServer(client -> {
            asked.add(new String(client.getInputStream().readNBytes(28), StandardCharsets.US_ASCII));
            answer(client, "HTTP/1.1 200 OK\r\n\r\n");
        })) {
            check(server, Optional.of("/a?b")).answers();

            assertThat(asked.poll(5, TimeUnit.SECONDS)).startsWith("GET /a?b HTTP/1.1\r\nHost: 127");
        }
    }

    @Test
    void aServerThatTakesConnectionsAndSaysNothingIsGivenUpInTime() throws Exception {
        try (RawServer server = new RawServer(client -> client.getInputStream().readAllBytes())) {
            assertFailsInTime(check(server, Optional.of("/health")));
        }
    }

    @Test
    void aServerThatSaysAByteNowAndThenIsGivenUpInTime() throws Exception {
        try (RawServer server = new RawServer(ServerCheckIT::drip)) {
            assertFailsInTime(check(server, Optional.of("/health")));
        }
    }

    @Test
    void anEndlessStatusLineIsNone() throws Exception {
        try (RawServer server = new RawServer(client -> answer(client, "HTTP/1.1 200 " + "O".repeat(100_000)))) {
            assertThat(check(server, Optional.of("/health")).answers()).isFalse();
        }
    }

    @Test
    void aCertificateThatNobodySignedIsGoodEnough(@TempDir Path folder) throws Exception {
        try (RawServer server =
                new RawServer(0, selfSigned(folder), client -> answer(client, "HTTP/1.1 200 OK\r\n\r\n"))) {
            Contact contact = Contact.parse("https://localhost:" + server.port());

            assertThat(new ServerCheck(contact, Optional.empty()).answers()).isTrue();
            assertThat(new ServerCheck(contact, Optional.of("/health")).answers())
                    .isTrue();
        }
    }

    @Test
    void aServerThatDoesNotSpeakTlsIsNoHttpsServer() throws Exception {
        try (RawServer server = new RawServer(client -> answer(client, "HTTP/1.1 200 OK\r\n\r\n"));
                RawServer silent =
                        new RawServer(client -> client.getInputStream().readAllBytes())) {
            assertThat(secure(server).answers()).isFalse();
            assertFailsInTime(secure(silent));
        }
    }

    private static void assertFailsInTime(ServerCheck check) {
        long begun = System.nanoTime();

        assertThat(check.answers()).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(ServerCheck.LIMIT.plus(SLACK));
    }

    private static ServerCheck check(RawServer server, Optional<String> path) {
        return new ServerCheck(Contact.parse(server.url()), path);
    }

    private static ServerCheck secure(RawServer server) {
        return new ServerCheck(Contact.parse("https://127.0.0.1:" + server.port()), Optional.empty());
    }

    private static void answer(Socket client, String text) throws IOException {
        readRequest(client.getInputStream());
        client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        client.shutdownOutput();
    }

    private static void readRequest(InputStream in) throws IOException {
        int newLines = 0;
        for (int next = in.read(); next >= 0 && newLines < 2; next = in.read()) {
            newLines = next == '\n' ? newLines + 1 : next == '\r' ? newLines : 0;
            if (newLines == 2) {
                return;
            }
        }
    }

    private static void drip(Socket client) throws Exception {
        OutputStream out = client.getOutputStream();
        while (true) {
            out.write('H');
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static ServerSocketFactory selfSigned(Path folder) throws Exception {
        Path store = folder.resolve("server.p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process made = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=other",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "secret",
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(made.waitFor(15, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "secret".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "secret".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context.getServerSocketFactory();
    }
}
