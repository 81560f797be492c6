package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.cluster.Backend;
import io.backhand.cluster.BackendId;
import io.backhand.cluster.Cluster;
import io.backhand.cluster.Contact;
import io.backhand.cluster.Figures;
import io.backhand.cluster.Heartbeat;
import io.backhand.cluster.HeartbeatTable;
import io.backhand.cluster.Intent;
import io.backhand.cluster.RequestLedger;
import io.backhand.cluster.Source;
import io.backhand.proxy.ProxyCounters.Event;
import io.backhand.proxy.upstream.BackendExchange;
import io.backhand.proxy.upstream.BackendRequest;
import io.backhand.proxy.upstream.BackendResponseListener;
import io.backhand.proxy.upstream.Upstream;
import io.backhand.proxy.upstream.UpstreamFailure;
import io.backhand.proxy.upstream.UpstreamFailure.Progress;
import io.backhand.proxy.upstream.UpstreamFailure.Reason;
import io.backhand.testing.ManualClock;
import io.backhand.testing.TestBalancer;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.ByteBufferContentSource;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the engine makes of what an upstream tells it: one backend, and an upstream that says what a test has it say. */
@Timeout(30)
class ForwardingTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    private static final String POST = GET.replace("GET", "POST");

    private final ProxyCounters counters = new ProxyCounters();
    private final Scripted upstream = new Scripted();
    private final Cluster cluster = new Cluster(
            new HeartbeatTable(HeartbeatTable.DEFAULT_CAPACITY),
            List.of(new Heartbeat(
                    new BackendId("b0"), Contact.parse("http://127.0.0.1:9"), Source.STATIC, Intent.UP, Figures.NONE)),
            Optional.empty(),
            new ManualClock());
    private final Server server = new Server();
    private final LocalConnector connector = new LocalConnector(server);

    @BeforeEach
    void start() throws Exception {
        Engine engine = new Engine(
                cluster, upstream, counters, Via.random(ThreadLocalRandom.current()), ThreadLocalRandom::current);
        Mount mount = new Mount(TestBalancer.anyPath(), Optional.empty(), Optional.empty());
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                engine.handle(mount, request, response, callback, Optional.empty());
                return true;
            }
        });
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void sendsOnAFreshConnectionWhatWasNotSentWhateverTheBudget() throws Exception {
        for (int i = 0; i < 10; i++) {
            upstream.script.add(
                    listener -> listener.failed(failure(Progress.NOT_SENT_ON_REUSED_CONNECTION, Reason.BROKEN)));
            upstream.script.add(ForwardingTest::ok);

            assertThat(connector.getResponse(POST)).endsWith("ok");
        }
        assertThat(upstream.sent).hasSize(20);
        assertThat(upstream.sent.get(0).freshConnection()).isFalse();
        assertThat(upstream.sent.get(1).freshConnection()).isTrue();
        assertThat(counters.count(Event.RETRIED_STALE)).isEqualTo(10);
    }

    @Test
    void makesOneFreshConnectionAtMost() throws Exception {
        upstream.script.add(
                listener -> listener.failed(failure(Progress.NOT_SENT_ON_REUSED_CONNECTION, Reason.BROKEN)));
        upstream.script.add(listener -> listener.failed(failure(Progress.NOT_SENT, Reason.BROKEN)));

        assertThat(connector.getResponse(GET)).startsWith("HTTP/1.1 503 ");
        assertThat(upstream.sent).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void answers400ToWhatCannotBeSent(Progress progress) throws Exception {
        upstream.script.add(listener -> listener.failed(failure(progress, Reason.BAD_REQUEST)));

        assertThat(connector.getResponse(POST)).startsWith("HTTP/1.1 400 ");
        assertThat(counters.count(Event.BAD_REQUEST)).isEqualTo(1);
        assertThat(account().failures()).isZero();
        assertThat(account().inFlight()).isZero();
    }

    @Test
    void answers500WhereTheUpstreamThrows() throws Exception {
        upstream.script.add(listener -> {
            throw new IllegalStateException("in a test");
        });

        assertEndedBy500();
    }

    @Test
    void answers500WhereAResponseCannotBeTaken() throws Exception {
        Content.Source broken = new ByteBufferContentSource() {
            @Override
            public Content.Chunk read() {
                throw new IllegalStateException("in a test");
            }
        };
        upstream.script.add(listener -> listener.begun(200, "", HttpFields.EMPTY, broken));

        assertEndedBy500();
    }

    @Test
    void missesNoResponseForAnInterimOneThatCannotBePassedOn() throws Exception {
        upstream.script.add(listener -> {
            listener.interim(200, HttpFields.EMPTY);
            ok(listener);
        });

        assertThat(connector.getResponse(GET)).endsWith("ok");
    }

    private void assertEndedBy500() throws Exception {
        assertThat(connector.getResponse(GET)).startsWith("HTTP/1.1 500 ").doesNotContain("in a test");
        assertThat(counters.count(Event.INTERNAL_ERROR)).isEqualTo(1);
        assertThat(account().inFlight()).isZero();
        assertThat(account().failures()).isZero();
    }

    private RequestLedger.Account account() {
        return cluster.backend(new BackendId("b0")).map(Backend::account).orElseThrow();
    }

    private static void ok(BackendResponseListener listener) {
        HttpFields headers = HttpFields.build().add("Content-Length", "2");
        listener.begun(200, "OK", headers, Content.Source.from(ByteBuffer.wrap(new byte[] {'o', 'k'})));
    }

    private static UpstreamFailure failure(Progress progress, Reason reason) {
        return new UpstreamFailure(progress, reason, new EOFException());
    }

    /** Does with each request what comes next in the script. */
    private static final class Scripted implements Upstream {
        private final List<Consumer<BackendResponseListener>> script = new ArrayList<>();
        private final List<BackendRequest> sent = new ArrayList<>();

        @Override
        public BackendExchange send(Contact contact, BackendRequest request, BackendResponseListener listener) {
            sent.add(request);
            script.get(sent.size() - 1).accept(listener);
            return cause -> {};
        }

        @Override
        public void close() {}
    }
}
