package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.proxy.ProxyCounters.Event;
import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import io.backhand.testing.TestBalancer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a request and its response look like on the other side. */
@Timeout(20)
class ForwardingIT {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @Test
    void passesAGetOnAndItsAnswerBack() throws Exception {
        try (RawBackend backend = RawBackend.answering(OK);
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            String response = RawClient.exchange(
                    balancer.port(), "GET /a HTTP/1.1\r\nHost: example\r\nConnection: close\r\n\r\n");

            assertThat(response).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nok");
            assertThat(backend.heads()).singleElement().asString().startsWith("GET /a HTTP/1.1\r\nHost: example\r\n");
            assertThat(balancer.counters().count(Event.PROXIED)).isEqualTo(1);
            assertThat(balancer.account("b0").requests()).isEqualTo(1);
        }
    }
}
