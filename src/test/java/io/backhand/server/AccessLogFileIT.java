package io.backhand.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backhand.selectors.Tricks;
import io.backhand.testing.EchoWebSocket;
import io.backhand.testing.Http2Stream;
import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import io.backhand.testing.cluster.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the access log's file under load, and of an exchange that is one stream of many. */
@Timeout(60)
class AccessLogFileIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String LOG = "[access-log]\nfile = \"access.log\"\nformat = \"json\"\n";
    private static final String ONE_ROUTE = "[[route]]\npath = \"/app\"\n";
    private static final String H2C = "[[listen]]\nhttp = \"127.0.0.1:0\"\nh2c = true\n";
    private static final String METRICS =
            "GET /backhand/metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    private static final Pattern DROPPED = Pattern.compile("\nbackhand_access_log_dropped_total [1-9]");
    private static final int AT_ONCE = 500;

    @TempDir
    private Path folder;

    @Test
    void aFileThatIsCopiedAndCutShortUnderLoadGoesOnWithWholeLines() throws Exception {
        int sent = 0;
        try (RawBackend backend = RawBackend.answering(OK);
                OwnServer server = OwnServer.withRoutes(folder, backend.url(), LOG);
                RawClient client = new RawClient(server.port())) {
            for (int round = 0; round < 3; round++) {
                while (!Files.exists(file()) || Files.size(file()) < 4096) {
                    client.write("GET /" + ++sent + " HTTP/1.1\r\nHost: x\r\n\r\n");
                    client.readUntil("ok");
                }
                Files.copy(file(), folder.resolve("access.log.1"), StandardCopyOption.REPLACE_EXISTING);
                try (FileChannel cut = FileChannel.open(file(), StandardOpenOption.WRITE)) {
                    cut.truncate(0);
                }
            }
            client.write("GET /" + ++sent + " HTTP/1.1\r\nHost: x\r\n\r\n");
            client.readUntil("ok");
        }

        List<String> lines = Files.readAllLines(file());
        assertThat(lines).isNotEmpty().allMatch(line -> line.startsWith("{\"at\":") && line.endsWith("}"));
        assertThat(lines.get(lines.size() - 1)).contains("\"target\":\"/" + sent + "\"");
    }

    /** The pipe stands for a disk that takes nothing: to open it takes until somebody reads it. */
    @Test
    void aDiskThatStallsHoldsUpNoRequestAndTheLinesLostAreCounted() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "no mkfifo here");
        try (RawBackend backend = RawBackend.answering(OK);
                OwnServer server = OwnServer.withRoutes(folder, backend.url(), LOG + ONE_ROUTE)) {
            ask(server.port());
            Await.untilTrue("there are lines", LIMIT, () -> Files.size(file()) > 0);
            Path pipe = folder.resolve("pipe");
            new ProcessBuilder("/usr/bin/mkfifo", pipe.toString()).start().waitFor();
            Files.move(pipe, file(), StandardCopyOption.ATOMIC_MOVE);

            Await.untilTrue("lines are dropped", LIMIT, () -> {
                ask(server.port());
                return DROPPED.matcher(RawClient.exchange(server.port(), METRICS))
                        .find();
            });
            ask(server.port());

            CompletableFuture<String> first = CompletableFuture.supplyAsync(this::readPipe);
            assertThat(first.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .startsWith("{\"at\":")
                    .endsWith("}");
        }
    }

    @Test
    void aWebSocketOverHttp2HasItsLineWhenItIsClosed() throws Exception {
        HTTP2Client client = new HTTP2Client();
        client.start();
        try (RawBackend backend = RawBackend.start(new EchoWebSocket());
                OwnServer server = OwnServer.withTables(folder, backend.url(), LOG + H2C, Tricks.all())) {
            int port = URI.create(server.server().urls().get(2)).getPort();
            HttpFields headers = HttpFields.build().put("Sec-WebSocket-Version", "13");
            Http2Stream chat = Http2Stream.connect(client, port, "/chat", headers, "websocket");
            chat.answer();
            chat.send("\u0081\u0085\0\0\0\0hello", false);
            chat.awaitData("\u0081\u0005hello");
            assertThat(Files.size(file())).isZero();
            chat.send("", true);
            chat.awaitEnd();

            Await.untilTrue("there is a line", LIMIT, () -> Files.size(file()) > 0);
            assertThat(Files.readAllLines(file()))
                    .singleElement()
                    .asString()
                    .contains("\"method\":\"CONNECT\",\"target\":\"/chat\",\"protocol\":\"HTTP/2.0\"")
                    .contains("\"status\":200,\"sentBytes\":7,\"receivedBytes\":11")
                    .contains("\"backend\":\"alpha\"")
                    .endsWith("\"end\":\"complete\"}");
        } finally {
            client.stop();
        }
    }

    /** Many at once, to which the balancer itself has the answer. */
    private static void ask(int port) throws IOException {
        String last = "GET /none HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            String all = "GET /none HTTP/1.1\r\nHost: a\r\n\r\n".repeat(AT_ONCE - 1) + last;
            socket.getOutputStream().write(all.getBytes(UTF_8));
            String answers = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertThat(answers.split("HTTP/1.1 404 ", -1)).hasSize(AT_ONCE + 1);
        }
    }

    private String readPipe() {
        try (var reader = Files.newBufferedReader(file())) {
            return String.valueOf(reader.readLine());
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Path file() {
        return folder.resolve("access.log");
    }
}
