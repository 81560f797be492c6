package io.backhand.proxy.upstream.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.cluster.Contact;
import io.backhand.proxy.upstream.BackendSelectors;
import io.backhand.proxy.upstream.Outcome;
import io.backhand.proxy.upstream.Requests;
import io.backhand.proxy.upstream.UpstreamTls;
import io.backhand.testing.RawBackend;
import io.backhand.testing.TestBalancer;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whose connections a request takes where there are several selectors. */
@Timeout(60)
class LanesIT {
    private final QueuedThreadPool threads = new QueuedThreadPool(16);
    private final ScheduledExecutorScheduler scheduler = new ScheduledExecutorScheduler();
    private final AtomicInteger near = new AtomicInteger();
    private OwnSelectors[] selectors;
    private RawBackend backend;
    private Http1Upstream upstream;

    @BeforeEach
    void start() throws Exception {
        threads.start();
        scheduler.start();
        selectors =
                new OwnSelectors[] {OwnSelectors.start(1, threads, scheduler), OwnSelectors.start(1, threads, scheduler)
                };
        BackendSelectors chosen = clientEndPoint -> selectors[near.get()];
        upstream = Http1Upstream.start(
                chosen,
                new Http1Upstream.Resources(
                        threads, scheduler, new ArrayByteBufferPool(), UpstreamTls.trustingTheSystem()));
        backend = RawBackend.answering(Http1Case.OK);
    }

    @AfterEach
    void stop() throws Exception {
        upstream.close();
        backend.close();
        for (OwnSelectors each : selectors) {
            each.close();
        }
        scheduler.stop();
        threads.stop();
    }

    @Test
    void eachSelectorHasConnectionsOfItsOwn() throws Exception {
        for (int i = 0; i < 6; i++) {
            request(i % 2);
        }

        assertThat(backend.connections()).isEqualTo(2);
    }

    @Test
    void aSelectorLendsAConnectionThatItHasNotUsedForASecond() throws Exception {
        request(0);
        long idleSince = System.nanoTime();
        TestBalancer.await("a second has gone by", () -> System.nanoTime() - idleSince > 1_100_000_000);

        request(1);

        assertThat(backend.connections()).isEqualTo(1);
    }

    @Test
    void aConnectionThatWasLentGoesHome() throws Exception {
        request(0);
        long idleSince = System.nanoTime();
        TestBalancer.await("a second has gone by", () -> System.nanoTime() - idleSince > 1_100_000_000);
        request(1);

        request(0);
        assertThat(backend.connections()).isEqualTo(1);
    }

    private void request(int selector) throws Exception {
        near.set(selector);
        int idle = upstream.idleConnections();
        Outcome outcome = new Outcome();
        upstream.send(Contact.parse(backend.url()), Requests.get("/"), outcome);
        assertThat(outcome.response().read().text()).isEqualTo("ok");
        TestBalancer.await("it is idle again", () -> upstream.idleConnections() >= Math.max(1, idle));
    }
}
