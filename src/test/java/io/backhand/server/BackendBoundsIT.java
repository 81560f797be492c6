package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.HandlerBackend;
import io.backhand.testing.RawClient;
import io.backhand.testing.cluster.GetLoad;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A backend that is given two requests at once, before many clients on selectors of our own. */
@Timeout(60)
class BackendBoundsIT {
    private static final int CLIENTS = 24;
    private static final int ENOUGH = 2000;

    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();

    @TempDir
    private Path folder;

    @Test
    void neverHasMoreAndEverybodyIsServed() throws Exception {
        try (HandlerBackend backend = HandlerBackend.answering((request, response, callback) -> {
                    mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                    CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS).execute(() -> {
                        atOnce.decrementAndGet();
                        callback.succeeded();
                    });
                });
                OwnServer server = OwnServer.withRoutes(folder, backend.url(), "[upstream]\nmax-connections = 2\n")) {
            try (GetLoad load = new GetLoad(server.port(), CLIENTS)) {
                load.awaitMore(ENOUGH);

                assertThat(load.failures()).isEmpty();
            }

            assertThat(mostAtOnce).hasValue(2);
            String metrics = RawClient.exchange(
                    server.port(), "GET /backhand/metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(metrics)
                    .contains("backhand_server_waiting{server=\"alpha\"} 0.0")
                    .contains("backhand_server_wait_timeouts_total{server=\"alpha\"} 0.0")
                    .doesNotContain("backhand_server_waited_total{server=\"alpha\"} 0.0");
        }
    }
}
