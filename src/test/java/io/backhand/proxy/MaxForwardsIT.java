package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import io.backhand.testing.TestBalancer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class MaxForwardsIT {
    private RawBackend backend;
    private TestBalancer balancer;

    @BeforeEach
    void start() throws Exception {
        backend = RawBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nbackend");
        balancer = TestBalancer.before(backend.url()).start();
    }

    @AfterEach
    void stop() throws Exception {
        balancer.close();
        backend.close();
    }

    @ParameterizedTest
    @CsvSource({"OPTIONS, 1, 0", "OPTIONS, 5, 4", "TRACE, 2, 1", "GET, 0, 0", "OPTIONS, many, many", "OPTIONS, -1, -1"})
    void isCountedDownWhereItMeansAnything(String method, String before, String after) throws Exception {
        assertThat(ask(method, before)).startsWith("HTTP/1.1 200 ").endsWith("backend");
        assertThat(backend.heads()).singleElement().asString().contains("\r\nMax-Forwards: " + after + "\r\n");
    }

    @Test
    void endsARequestThatMayGoNoFurther() throws Exception {
        assertThat(ask("OPTIONS", "0")).startsWith("HTTP/1.1 200 ").doesNotContain("backend\r", "Via");
        assertThat(ask("TRACE", "0")).startsWith("HTTP/1.1 501 ");
        assertThat(backend.heads()).isEmpty();
    }

    private String ask(String method, String maxForwards) throws Exception {
        return RawClient.exchange(
                balancer.port(),
                method + " / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nMax-Forwards: " + maxForwards + "\r\n\r\n");
    }
}
