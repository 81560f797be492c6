package io.backhand.server;

import io.backhand.ajp.AjpWatch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.eclipse.jetty.http2.SessionContainer;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listeners that take no more connections and ask the clients they have to leave: over HTTP/1.1 each response from now
 * on is its connection's last and says so, over HTTP/2 a GOAWAY goes out at once. Requests under way go on, and
 * so do those that cross with that on their way here. Over AJP each response is its connection's last too, and those that
 * have nothing under way are closed: who sends the next request looks whether they are still open, and goes elsewhere.
 *
 * @param everybodyLeft completes when no connection of HTTP/2 is left
 */
record Farewell(CompletableFuture<Void> everybodyLeft) {
    private static final Logger LOG = LoggerFactory.getLogger(Farewell.class);

    /** Has the listeners' clients asked. */
    static Farewell to(List<ServerConnector> connectors) {
        for (ServerConnector connector : connectors) {
            // Done when the last client has gone, as those of HTTP/1.1 who ask for nothing never do.
            var unused = connector.shutdown();
            AjpWatch.closeIdle(connector);
        }
        return new Farewell(CompletableFuture.allOf(connectors.stream()
                .flatMap(Farewell::sessionsOf)
                .map(SessionContainer::shutdown)
                .toArray(CompletableFuture[]::new)));
    }

    /** Waits until the clients of HTTP/2 have left, at most that long. */
    void await(Duration limit) throws InterruptedException {
        try {
            everybodyLeft.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.debug("some clients have not left", e);
        }
    }

    private static Stream<SessionContainer> sessionsOf(ServerConnector connector) {
        HTTP2ServerConnectionFactory http2 = connector.getConnectionFactory(HTTP2ServerConnectionFactory.class);
        return http2 == null ? Stream.empty() : http2.getBeans(SessionContainer.class).stream();
    }
}
