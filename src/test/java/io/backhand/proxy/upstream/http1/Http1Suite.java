package io.backhand.proxy.upstream.http1;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of HTTP/1.1 over whatever it goes over, each with an upstream and backends of its own. */
@Timeout(60)
@ParameterizedClass
@EnumSource(Transport.class)
abstract class Http1Suite {
    final Transport transport;
    Http1Case http;

    /** A backend's script waits for it that is to do nothing until the test has ended. */
    final CountDownLatch over = new CountDownLatch(1);

    Http1Suite(Transport transport) {
        this.transport = transport;
    }

    @BeforeEach
    void start() throws Exception {
        http = new Http1Case(transport);
    }

    @AfterEach
    void stop() throws Exception {
        over.countDown();
        http.close();
    }

    void awaitEnd() {
        Http1Case.awaitQuietly(over);
    }
}
