package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.RawBackend;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An application that blocks, in whatever it is called for, beside a route whose requests go on meanwhile. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class OffloadIT {
    /** On every selector there are some, and on one connection of HTTP/2 all are. */
    private static final int BLOCKED = 2 * Runtime.getRuntime().availableProcessors();

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private RawBackend backend;
    private OwnServer server;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        backend = RawBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");
        server = OwnServer.withWebXml(folder, backend.url(), BlockingApplication.WEB_XML);
    }

    @AfterAll
    void stop() throws Exception {
        server.close();
        backend.close();
        threads.shutdownNow();
    }

    @BeforeEach
    void letNothingThrough() {
        BlockingApplication.close();
    }

    static Stream<Arguments> waysToBlock() {
        return Stream.of("http", "https", "h2")
                .flatMap(protocol -> Stream.of(
                        Arguments.of(protocol, "/service", 4),
                        Arguments.of(protocol, "/filtered/x", 4),
                        Arguments.of(protocol, "/read", 4),
                        Arguments.of(protocol, "/write", BlockingApplication.BIG),
                        Arguments.of(protocol, "/completion", BlockingApplication.BIG)));
    }

    @ParameterizedTest
    @MethodSource("waysToBlock")
    void aRouteGoesOnBesideWhatBlocks(String protocol, String path, int length) throws Exception {
        HttpClient client = client(protocol);
        CountDownLatch clientsRead = new CountDownLatch(length == BlockingApplication.BIG ? 1 : 0);
        List<CompletableFuture<Long>> blocked = new ArrayList<>();
        for (int i = 0; i < BLOCKED; i++) {
            blocked.add(client.sendAsync(request(protocol, path), BodyHandlers.ofInputStream())
                    .thenApplyAsync(response -> lengthOf(response, clientsRead), threads));
        }
        if (length == BlockingApplication.BIG) {
            assertThat(BlockingApplication.awaitWriting(BLOCKED))
                    .as("%s has to wait for its client", path)
                    .isTrue();
            clientsRead.countDown();
        }
        assertThat(BlockingApplication.awaitBlocked(BLOCKED))
                .as("%s blocks", path)
                .isTrue();

        // A connection of HTTP/1.1 is not free before the end of its request, listeners and all.
        HttpClient other = protocol.equals("h2") ? client : client(protocol);
        List<CompletableFuture<HttpResponse<String>>> busy = new ArrayList<>();
        for (int i = 0; i < BLOCKED; i++) {
            busy.add(other.sendAsync(request(protocol, "/busy/" + i), BodyHandlers.ofString()));
        }
        for (CompletableFuture<HttpResponse<String>> response : busy) {
            assertThat(response.get(20, TimeUnit.SECONDS).body()).isEqualTo("done");
        }

        BlockingApplication.open();
        for (CompletableFuture<Long> response : blocked) {
            assertThat(response.get(60, TimeUnit.SECONDS)).isEqualTo(length);
        }
        if (path.startsWith("/filtered")) {
            assertThat(BlockingApplication.awaitBlocked(BLOCKED))
                    .as("the end is told to what stands before the route")
                    .isTrue();
        }
        assertThat(BlockingApplication.atFault()).isEmpty();
    }

    private HttpClient client(String protocol) throws GeneralSecurityException {
        return server.client(protocol.equals("h2") ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1);
    }

    private HttpRequest request(String protocol, String path) {
        URI uri = protocol.equals("http") ? server.http(path) : server.https(path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(90));
        return path.equals("/read")
                ? request.POST(BodyPublishers.ofByteArray(new byte[100_000])).build()
                : request.build();
    }

    private static long lengthOf(HttpResponse<InputStream> response, CountDownLatch clientsRead) {
        try (InputStream body = response.body()) {
            clientsRead.await();
            return body.transferTo(OutputStream.nullOutputStream());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
