package io.backhand.proxy.upstream.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.cluster.Contact;
import io.backhand.proxy.upstream.BackendExchange;
import io.backhand.proxy.upstream.BackendRequest;
import io.backhand.proxy.upstream.BackendResponseListener;
import io.backhand.proxy.upstream.Outcome;
import io.backhand.proxy.upstream.Requests;
import io.backhand.proxy.upstream.UpstreamFailure;
import io.backhand.testing.RawBackend;
import io.backhand.testing.TestBalancer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;

/** An {@link Http1Upstream} of its own for a test, with backends that do as they are told. When it ends no buffer may be lost. */
final class Http1Case implements AutoCloseable {
    static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private static final int BULK_BYTES = 64 * 1024;

    private final Transport transport;
    private final ArrayByteBufferPool.Tracking buffers = new ArrayByteBufferPool.Tracking();
    private final QueuedThreadPool threads = new QueuedThreadPool(16);
    private final ScheduledExecutorScheduler scheduler = new ScheduledExecutorScheduler();
    private final List<RawBackend> backends = new ArrayList<>();
    private final List<ContactConnections> places = new ArrayList<>();
    private final OwnSelectors selectors;
    private final Http1Upstream upstream;

    Http1Case(Transport transport) throws Exception {
        this.transport = transport;
        threads.start();
        scheduler.start();
        selectors = OwnSelectors.start(transport.selectors(), threads, scheduler);
        upstream = Http1Upstream.start(
                selectors, new Http1Upstream.Resources(threads, scheduler, buffers, transport.clientTls()));
    }

    /** A backend that does so with each connection; closed with the rest. */
    RawBackend backend(RawBackend.Script script) throws Exception {
        RawBackend made = transport.start(script);
        backends.add(made);
        return made;
    }

    /** A backend that answers every request so, byte for byte, and keeps its connections. */
    RawBackend answering(String response) throws Exception {
        return backend(wire -> {
            while (!wire.readHead().isEmpty()) {
                wire.write(response);
            }
        });
    }

    Http1Upstream upstream() {
        return upstream;
    }

    /** Sends it. */
    Outcome send(RawBackend backend, BackendRequest request) {
        Outcome outcome = new Outcome();
        send(backend, request, outcome);
        return outcome;
    }

    /** Sends it, and says what ends it. */
    BackendExchange send(RawBackend backend, BackendRequest request, Outcome outcome) {
        return upstream.send(Contact.parse(backend.url()), request, outcome);
    }

    /** A place for connections to a backend that no other request finds. */
    IdleConnections placeFor(RawBackend backend) {
        Contact contact = Contact.parse(backend.url());
        ContactConnections connections =
                new ContactConnections(contact, new Resolver(contact.host(), threads), Http1Upstream.IDLE_TIMEOUT);
        places.add(connections);
        return new Lane(selectors.near(null), buffers, BULK_BYTES).to(connections);
    }

    /** Sends a GET and reads the response, which is {@code ok}; then its connection is idle again. */
    void succeedOn(RawBackend backend) throws Exception {
        assertThat(send(backend, Requests.get("/")).response().read().text()).isEqualTo("ok");
        awaitIdle(1);
    }

    /**
     * Keeps the thread of every selector from all else, by exchanges whose listener waits.
     *
     * @return lets them go on
     */
    CountDownLatch holdSelectors() throws Exception {
        RawBackend backend = answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe");
        CountDownLatch held = new CountDownLatch(transport.selectors());
        CountDownLatch goOn = new CountDownLatch(1);
        for (int i = 0; i < transport.selectors(); i++) {
            // New connections are made on one selector after the other.
            upstream.send(Contact.parse(backend.url()), Requests.get("/").onFreshConnection(), new Holding(held, goOn));
        }
        assertThat(held.await(10, TimeUnit.SECONDS)).isTrue();
        return goOn;
    }

    private static final class Holding implements BackendResponseListener {
        private final CountDownLatch held;
        private final CountDownLatch goOn;

        Holding(CountDownLatch held, CountDownLatch goOn) {
            this.held = held;
            this.goOn = goOn;
        }

        @Override
        public void interim(int status, HttpFields headers) {}

        @Override
        public void begun(int status, String reason, HttpFields headers, Content.Source content) {
            held.countDown();
            awaitQuietly(goOn);
            content.fail(new IllegalStateException("nobody reads it"));
        }

        @Override
        public void failed(UpstreamFailure failure) {}
    }

    /** For a script, which has no exception for it. */
    static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until so many connections are idle. */
    void awaitIdle(int count) {
        TestBalancer.await(count + " idle connections", () -> upstream.idleConnections() == count);
    }

    @Override
    public void close() throws Exception {
        upstream.close();
        places.forEach(place -> place.close(new IllegalStateException("the test ends")));
        for (RawBackend backend : backends) {
            backend.close();
        }
        TestBalancer.await("every buffer is back", () -> buffers.getLeaks().isEmpty());
        selectors.close();
        scheduler.stop();
        threads.stop();
    }
}
