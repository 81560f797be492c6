package io.backhand.proxy.upstream.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.proxy.upstream.Outcome;
import io.backhand.proxy.upstream.Requests;
import io.backhand.testing.RawBackend;
import io.backhand.testing.TestBalancer;
import java.util.Objects;
import org.eclipse.jetty.util.NanoTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The timer finds a connection's idle time over in the moment in which a request takes the connection. */
@Timeout(60)
class IdleEndIT {
    @Test
    void doesNotTimeOutTheRequest() throws Exception {
        try (Http1Case http = new Http1Case(Transport.PLAIN)) {
            RawBackend backend = http.answering(Http1Case.OK);
            IdleConnections place = http.placeFor(backend);
            Outcome first = new Outcome();
            new Exchange(http.upstream(), place, Requests.get("/"), first).dispatch();
            assertThat(first.response().read().text()).isEqualTo("ok");
            TestBalancer.await("it is idle", () -> place.size() == 1);

            Outcome second = new Outcome();
            Exchange exchange = new Exchange(http.upstream(), place, Requests.get("/"), second);
            BackendConnection connection = Objects.requireNonNull(place.take(exchange));
            connection.limits().readBy(NanoTime.now() - 1);
            connection.expired();
            connection.send(exchange);

            assertThat(second.response().read().text()).isEqualTo("ok");
            assertThat(backend.connections()).isEqualTo(1);
        }
    }
}
