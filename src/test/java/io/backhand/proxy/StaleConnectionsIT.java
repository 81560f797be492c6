package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.HandlerBackend;
import io.backhand.testing.TestBalancer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A backend that closes idle connections after a second, and requests that come just then and can't be repeated. */
@Timeout(180)
class StaleConnectionsIT {
    private static final Duration CLOSES_AFTER = Duration.ofSeconds(1);
    private static final int BURSTS = 20;
    private static final int CLIENTS = 50;
    private static final int REQUESTS = 20_000 / BURSTS / CLIENTS;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void noRequestIsLostToAConnectionThatCloses() throws Exception {
        try (HandlerBackend backend =
                        HandlerBackend.answering(StaleConnectionsIT::echo).closingIdleAfter(CLOSES_AFTER);
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            HttpRequest post = HttpRequest.newBuilder(URI.create(balancer.url("/echo")))
                    .POST(BodyPublishers.ofString("once"))
                    .build();
            for (int burst = 0; burst < BURSTS; burst++) {
                List<CompletableFuture<Void>> clients = new ArrayList<>();
                for (int i = 0; i < CLIENTS; i++) {
                    clients.add(post(post, REQUESTS));
                }
                for (CompletableFuture<Void> each : clients) {
                    each.get(30, TimeUnit.SECONDS);
                }
                // What is tested is a silence as long as the time-out, a little more and a little less.
                LockSupport.parkNanos(
                        CLOSES_AFTER.plusMillis(2L * burst - BURSTS).toNanos());
            }
            assertThat(balancer.counters().count(ProxyCounters.Event.RETRIED_STALE))
                    .isZero();
        }
    }

    private CompletableFuture<Void> post(HttpRequest post, int times) {
        return client.sendAsync(post, BodyHandlers.ofString()).thenCompose(response -> {
            requireEcho(response);
            return times == 1 ? CompletableFuture.completedFuture(null) : post(post, times - 1);
        });
    }

    private static void requireEcho(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("once");
    }

    private static void echo(Request request, Response response, Callback callback) {
        response.getHeaders().put(HttpHeader.KEEP_ALIVE, "timeout=" + CLOSES_AFTER.toSeconds());
        Content.copy(request, response, callback);
    }
}
