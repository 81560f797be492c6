package io.backhand.selectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.RawClient;
import io.backhand.testing.TestBalancer;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A listener whose connections can't be made. */
@Timeout(60)
class BrokenConnectionsIT {
    private static final String GET = "GET / HTTP/1.1\r\nHost: example\r\nConnection: close\r\n\r\n";

    /** More than there are selectors, so that the one that accepts has its turn. */
    private static final int BROKEN = 2 * Runtime.getRuntime().availableProcessors();

    @Test
    void theyAreClosedAndTheListenerGoesOn() throws Exception {
        Server server = new Server(new SelectorThreadPool(64, Tricks.all()));
        SharedConnector connector = new SharedConnector(server, Tricks.all(), new BrokenAtFirst());
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract.NonBlocking() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                callback.succeeded();
                return true;
            }
        });
        server.start();
        try {
            for (int i = 0; i < BROKEN; i++) {
                try (RawClient client = new RawClient(connector.getLocalPort())) {
                    assertThat(client.readToEnd()).isEmpty();
                }
            }
            assertThat(RawClient.exchange(connector.getLocalPort(), GET)).startsWith("HTTP/1.1 200 OK");
            TestBalancer.await(
                    "all are gone", () -> connector.getConnectedEndPoints().isEmpty());
        } finally {
            server.stop();
        }
    }

    private static final class BrokenAtFirst extends HttpConnectionFactory {
        private final AtomicInteger made = new AtomicInteger();

        @Override
        public Connection newConnection(Connector connector, EndPoint endPoint) {
            int count = made.getAndIncrement();
            if (count < BROKEN && count % 4 < 2) {
                throw new OutOfMemoryError("of the test");
            }
            if (count < BROKEN) {
                throw new IllegalStateException("of the test");
            }
            return super.newConnection(connector, endPoint);
        }
    }
}
