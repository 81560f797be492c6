package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.selectors.Tricks;
import io.backhand.testing.Http2Stream;
import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client that waits long for its answer: for twice the idle time of its listener, or until it has had enough, which over
 * HTTP/1.1 nobody can tell from one that has no more to say.
 */
@Timeout(60)
class LongPollIT {
    private static final String GET = "GET /poll HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnews";
    private static final String TABLES =
            """
            [upstream]
            first-byte-timeout = "0s"
            [[listen]]
            http = "127.0.0.1:0"
            h2c = true
            idle-timeout = "1s"
            """;

    @TempDir
    private Path folder;

    private final HTTP2Client http2 = new HTTP2Client();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch news = new CountDownLatch(1);
    private final CompletableFuture<String> backendSees = new CompletableFuture<>();

    @BeforeEach
    void start() throws Exception {
        http2.start();
    }

    @AfterEach
    void stop() throws Exception {
        http2.stop();
    }

    @Test
    void hasItsAnswerHoweverLongThatTakes() throws Exception {
        try (RawBackend backend = RawBackend.start(wire -> {
                    if (wire.readHead().startsWith("GET /poll ")) {
                        asked.countDown();
                        await(news);
                        wire.write(OK);
                    }
                });
                OwnServer server = OwnServer.withTables(folder, backend.url(), TABLES, Tricks.all());
                RawClient client = new RawClient(port(server))) {
            client.write(GET);
            asked.await();
            // Each of these is idle for the listener's second.
            for (int i = 0; i < 2; i++) {
                try (RawClient idle = new RawClient(port(server))) {
                    assertThat(idle.readToEnd()).isEmpty();
                }
            }
            news.countDown();

            assertThat(client.readToEnd()).endsWith("news");
        }
    }

    @Test
    void thatLeavesOverHttp2HasTheBackendsRequestAborted() throws Exception {
        try (RawBackend backend = waiting();
                OwnServer server = OwnServer.withTables(folder, backend.url(), TABLES, Tricks.all())) {
            Http2Stream poll = Http2Stream.get(http2, port(server), "/poll", HttpFields.EMPTY);
            asked.await();
            poll.reset();

            assertThat(backendSees.get(10, TimeUnit.SECONDS)).isEqualTo("the end");
        }
    }

    /** Never answers, and tells what it sees then. */
    private RawBackend waiting() throws Exception {
        return RawBackend.start(wire -> {
            // Another connection comes to ask whether it lives.
            if (wire.readHead().startsWith("GET /poll ")) {
                asked.countDown();
                String more = wire.readSome();
                backendSees.complete(more.isEmpty() ? "the end" : more);
            }
        });
    }

    private static int port(OwnServer server) {
        return URI.create(server.server().urls().get(2)).getPort();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
