package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.selectors.Tricks;
import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our own end points, too, tell a response that a reset breaks off from one that the end of its connection ends. */
@Timeout(60)
class ResetBackendIT {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void letsTheClientSeeWhetherAResponseIsWhole(boolean reset) throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.write("HTTP/1.1 200 OK\r\n\r\nhalf");
                    awaitQuietly(taken);
                    if (reset) {
                        wire.reset();
                    }
                });
                OwnServer server = OwnServer.start(folder, backend.url(), Tricks.all());
                RawClient client = new RawClient(server.port())) {
            client.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            client.readUntil("half");
            taken.countDown();

            if (reset) {
                assertThat(client.readToEnd()).doesNotContain("0\r\n\r\n");
            } else {
                client.readUntil("0\r\n\r\n");
            }
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
