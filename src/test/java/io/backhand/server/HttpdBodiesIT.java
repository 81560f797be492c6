package io.backhand.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backhand.server.BehindHttpd.Way;
import io.backhand.testing.RawClient;
import io.backhand.testing.backend.PatternStream;
import io.backhand.testing.httpd.Httpd;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpTester;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bodies and heads of size, and exchanges that break off, through mod_proxy_ajp and through mod_jk. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpdBodiesIT {
    private static final long BIG = 100L << 20;
    private static final int CHUNK = 10_007;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private BehindHttpd behind;
    private String digestOfBig;

    @BeforeAll
    void startAll(@TempDir Path folder) throws Exception {
        assumeTrue(Httpd.isInstalled("proxy_ajp"), "Apache httpd is not installed");
        assumeTrue(Httpd.isInstalled("jk"), "mod_jk is not installed");
        digestOfBig = HttpdSite.digest(new PatternStream(BIG));
        behind = BehindHttpd.start(folder);
    }

    @AfterAll
    void endAll() throws Exception {
        if (behind != null) {
            behind.close();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HTTP")
    void aHundredMebibytesGoUpWithALength(Way way) throws Exception {
        BodyPublisher body = BodyPublishers.ofInputStream(() -> new PatternStream(BIG));

        assertThat(sent(way, "/digest", BodyPublishers.fromPublisher(body, BIG)).body())
                .isEqualTo(digestOfBig);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HTTP")
    void aHundredMebibytesGoUpInChunks(Way way) throws Exception {
        assertThat(sent(way, "/digest", BodyPublishers.ofInputStream(() -> new PatternStream(BIG)))
                        .body())
                .isEqualTo(digestOfBig);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HTTP")
    void aHundredMebibytesComeDown(Way way) throws Exception {
        HttpResponse<InputStream> response = http.send(
                HttpRequest.newBuilder(uri(way, "/bytes?n=" + BIG))
                        .timeout(PATIENCE)
                        .build(),
                BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            assertThat(HttpdSite.digest(body)).isEqualTo(digestOfBig);
        }
    }

    /** Both directions at once: the response begins before the request has ended. */
    @ParameterizedTest
    @EnumSource
    void anEchoInChunksComesBackWhole(Way way) throws Exception {
        byte[] content = new PatternStream(10 << 20).readAllBytes();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), behind.port(way))) {
            socket.setSoTimeout(20_000);
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> sendInChunks(socket, content));

            HttpTester.Response answer = HttpTester.parseResponse(HttpTester.from(socket.getInputStream()));

            assertThat(answer.getContentBytes()).isEqualTo(content);
            sending.get(10, SECONDS);
        }
    }

    private static void sendInChunks(Socket socket, byte[] content) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(
                    "POST /echo HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(US_ASCII));
            for (int at = 0; at < content.length; at += CHUNK) {
                int length = Math.min(CHUNK, content.length - at);
                out.write((Integer.toHexString(length) + "\r\n").getBytes(US_ASCII));
                out.write(content, at, length);
                out.write("\r\n".getBytes(US_ASCII));
            }
            out.write("0\r\n\r\n".getBytes(US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BALANCER", "JK_BIG"})
    void sixtyKibibytesOfFieldsGoBothWays(Way way) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(way, "/whoami")).timeout(PATIENCE);
        for (int i = 0; i < 10; i++) {
            request.header("X-Big-" + i, "v".repeat(6 * 1024));
        }

        String seen = http.send(request.build(), BodyHandlers.ofString()).body();
        HttpResponse<String> answer = get(way, "/fields?n=10&length=6144");

        for (int i = 0; i < 10; i++) {
            assertThat(seen).contains("X-Big-" + i + ": " + "v".repeat(6 * 1024) + "\n");
            assertThat(answer.headers().firstValue("X-Big-" + i)).contains("v".repeat(6 * 1024));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PROXY_AJP", "JK"})
    void aHeadTooBigForAPacketIsA500AndTheNextRequestIsFine(Way way) throws Exception {
        assertThat(get(way, "/fields?n=2&length=6144").statusCode()).isEqualTo(500);
        assertThat(get(way, "/bytes?n=10").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatLeavesWhileItSendsIsNoticedByTheBackend(Way way) throws Exception {
        try (RawClient client = new RawClient(behind.port(way))) {
            client.write("POST /upload HTTP/1.1\r\nHost: a.example\r\nContent-Length: 1000000\r\n\r\n"
                    + "x".repeat(200_000));
            awaitEnding("upload begun");
        }

        awaitEnding("upload broke off");
        assertStillServes(way);
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatLeavesWhileItReceivesIsNoticedByTheBackend(Way way) throws Exception {
        try (RawClient client = new RawClient(behind.port(way))) {
            client.write("GET /download HTTP/1.1\r\nHost: a.example\r\n\r\n");
            client.readUntil("\r\n\r\n");
        }

        awaitEnding("download broke off");
        assertStillServes(way);
    }

    @ParameterizedTest
    @EnumSource
    void aBackendThatBreaksOffIsNoticedByTheClient(Way way) throws Exception {
        String answer = RawClient.exchange(
                behind.port(way), "GET /broken HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n");

        assertThat(answer).as("begun and not ended").startsWith("HTTP/1.1 200").doesNotEndWith("\r\n0\r\n\r\n");
        assertThat(answer).hasSizeLessThan(1_000_000);
        assertStillServes(way);
    }

    @ParameterizedTest
    @EnumSource
    void aPieceOfAResponseDoesNotWaitForTheNext(Way way) throws Exception {
        try (RawClient client = new RawClient(behind.port(way))) {
            client.write("GET /piece HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n");
            assertThat(client.readUntil("data: 1\n\n")).startsWith("HTTP/1.1 200");

            behind.site().sendTheRest();
            assertThat(client.readToEnd()).contains("data: 2\n\n");
        }
    }

    /** The request's body is not read, and what of it is under way belongs to no other request. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HTTP")
    void anEarlyAnswerLeavesNothingBehind(Way way) throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThat(sent(way, "/early", BodyPublishers.ofByteArray(new byte[i * 3000]))
                            .body())
                    .isEqualTo("early");
            assertThat(sent(way, "/digest", BodyPublishers.ofString("")).body()).endsWith(" of 0");
        }
    }

    private void assertStillServes(Way way) throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(get(way, "/bytes?n=10").statusCode()).isEqualTo(200);
        }
    }

    private void awaitEnding(String wanted) throws InterruptedException {
        assertThat(behind.site().endings().poll(PATIENCE.toSeconds(), SECONDS)).isEqualTo(wanted);
    }

    private HttpResponse<String> get(Way way, String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(uri(way, path)).timeout(PATIENCE).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> sent(Way way, String path, BodyPublisher body)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(uri(way, path))
                        .timeout(PATIENCE)
                        .POST(body)
                        .build(),
                BodyHandlers.ofString());
    }

    private URI uri(Way way, String path) {
        return URI.create("http://127.0.0.1:" + behind.port(way) + path);
    }
}
