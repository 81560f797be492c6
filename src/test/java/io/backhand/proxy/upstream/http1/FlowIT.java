package io.backhand.proxy.upstream.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.cluster.Contact;
import io.backhand.proxy.upstream.Outcome;
import io.backhand.proxy.upstream.Outcome.Upgraded;
import io.backhand.proxy.upstream.Requests;
import io.backhand.proxy.upstream.UpstreamFailure.Reason;
import io.backhand.testing.RawBackend;
import io.backhand.testing.TestBalancer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.Trailers;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.content.AsyncContent;
import org.eclipse.jetty.io.content.ChunksContentSource;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

/** Bodies in both directions: as they come, held back by whoever is slower, and answered before they end. */
class FlowIT extends Http1Suite {
    private static final int MIB = 1 << 20;

    /** What the kernel's buffers on the way and ours may hold while nobody reads. */
    private static final int HELD_ON_THE_WAY = 16 * MIB;

    FlowIT(Transport transport) {
        super(transport);
    }

    @Test
    void sendsABodyOfKnownLength() throws Exception {
        CompletableFuture<String> got = new CompletableFuture<>();
        RawBackend backend = http.backend(wire -> {
            wire.readHead();
            got.complete(wire.read(10));
            wire.write(Http1Case.OK);
            wire.readHead();
        });
        AsyncContent body = new AsyncContent();
        body.write(false, utf8("hello"), Callback.NOOP);
        Outcome outcome = http.send(backend, Requests.post(body, 10));
        TestBalancer.await("the head is there", () -> !backend.heads().isEmpty());
        body.write(true, utf8("world"), Callback.NOOP);

        assertThat(outcome.response().read().text()).isEqualTo("ok");
        assertThat(got.join()).isEqualTo("helloworld");
        assertThat(backend.heads().get(0)).contains("Content-Length: 10\r\n").doesNotContain("Transfer-Encoding");
        http.awaitIdle(1);
    }

    @Test
    void sendsABodyOfUnknownLengthInChunksAndItsTrailers() throws Exception {
        String wanted = "5\r\nhello\r\n10\r\n0123456789abcdef\r\n0\r\nSum: 1\r\n\r\n";
        CompletableFuture<String> got = new CompletableFuture<>();
        RawBackend backend = http.backend(wire -> {
            wire.readHead();
            got.complete(wire.read(wanted.length()));
            wire.write(Http1Case.OK);
            wire.readHead();
        });
        Content.Source body = new ChunksContentSource(List.of(
                Content.Chunk.from(utf8("hello"), false),
                Content.Chunk.from(utf8("0123456789abcdef"), false),
                new Trailers(HttpFields.build().add("Sum", "1").asImmutable())));

        assertThat(http.send(backend, Requests.post(body, -1)).response().read().text())
                .isEqualTo("ok");
        assertThat(got.join()).isEqualTo(wanted);
        assertThat(backend.heads().get(0)).contains("Transfer-Encoding: chunked\r\n");
        http.awaitIdle(1);
    }

    @Test
    void sendsTheHeadBeforeABodyThatIsLongInComing() throws Exception {
        RawBackend backend = http.backend(wire -> {
            wire.readHead();
            wire.read("0\r\n\r\n".length());
            wire.write(Http1Case.OK);
            wire.readHead();
        });
        AsyncContent body = new AsyncContent();
        Outcome outcome = http.send(backend, Requests.post(body, -1));
        TestBalancer.await("the head is there", () -> !backend.heads().isEmpty());

        body.close();

        assertThat(outcome.response().read().text()).isEqualTo("ok");
    }

    @Test
    void holdsABackendBackThatIsFasterThanTheReader() throws Exception {
        AtomicLong written = new AtomicLong();
        RawBackend backend = http.backend(wire -> {
            wire.readHead();
            wire.write("HTTP/1.1 200 OK\r\nContent-Length: " + 64L * MIB + "\r\n\r\n");
            for (int i = 0; i < 64; i++) {
                wire.write("x".repeat(MIB));
                written.addAndGet(MIB);
            }
            wire.readHead();
        });
        Outcome.Response response = http.send(backend, Requests.get("/")).response();
        awaitStandstill(written);

        assertThat(written.get()).isLessThan(HELD_ON_THE_WAY);
        assertThat(response.read().text()).hasSize(64 * MIB);
        http.awaitIdle(1);
    }

    @Test
    void readsALotOfABigResponseAtOnce() throws Exception {
        AtomicLong written = new AtomicLong();
        RawBackend backend = http.backend(wire -> {
            wire.readHead();
            wire.write("HTTP/1.1 200 OK\r\nContent-Length: " + 4L * MIB + "\r\n\r\n");
            for (int i = 0; i < 64; i++) {
                wire.write("x".repeat(MIB / 16));
                written.addAndGet(MIB / 16);
            }
            wire.readHead();
        });
        Outcome.Response response = http.send(backend, Requests.get("/")).response();
        awaitStandstill(written);

        Outcome.Body body = response.read();

        assertThat(body.text()).hasSize(4 * MIB);
        // The pool's biggest buffers here have 64 KiB, and a record of TLS 16 at most.
        assertThat(body.chunks()).isLessThan(4 * MIB / (20 * 1024));
    }

    @Test
    void holdsABodyBackThatIsFasterThanTheBackend() throws Exception {
        AtomicLong read = new AtomicLong();
        RawBackend backend = http.backend(wire -> {
            wire.readHead();
            awaitEnd();
        });
        Content.Source endless = new Endless(read);

        http.send(backend, Requests.post(endless, -1));
        awaitStandstill(read);

        assertThat(read.get()).isLessThan(HELD_ON_THE_WAY);
    }

    @Test
    void givesAnAnswerOnThatComesBeforeTheBodyEnds() throws Exception {
        RawBackend backend = http.answering("HTTP/1.1 413 Too Big\r\nContent-Length: 2\r\n\r\nno");
        AsyncContent body = new AsyncContent();
        body.write(false, utf8("begins"), Callback.NOOP);

        Outcome outcome = http.send(backend, Requests.post(body, 1000));

        assertThat(outcome.response().status()).isEqualTo(413);
        assertThat(outcome.response().read().text()).isEqualTo("no");
        assertThat(outcome.told()).containsExactly("begun");
        assertThat(http.upstream().idleConnections()).isZero();
    }

    @Test
    void givesAnAnswerOnThatIsFollowedByAReset() throws Exception {
        RawBackend backend = http.backend(wire -> {
            wire.readHead();
            wire.write("HTTP/1.1 413 Too Big\r\nContent-Length: 2\r\n\r\nno");
            wire.closeUnread();
        });
        AsyncContent body = new AsyncContent();
        body.write(true, ByteBuffer.allocate(32 * MIB), Callback.NOOP);

        Outcome outcome = http.send(backend, Requests.post(body, 32 * MIB));

        if (transport == Transport.TLS) {
            // A broken write ends the TLS session, and what came before may be lost with it.
            TestBalancer.await("an outcome", () -> !outcome.told().isEmpty());
        } else {
            assertThat(outcome.response().status()).isEqualTo(413);
            assertThat(outcome.response().read().text()).isEqualTo("no");
        }
    }

    @Test
    void handsTheConnectionOverWhereTheBackendAgreesToUpgrade() throws Exception {
        RawBackend backend = http.backend(wire -> {
            wire.readHead();
            wire.write("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\nfirst");
            String got = wire.readSome();
            wire.write("echo " + got);
        });
        Upgraded upgraded = http.send(backend, Requests.upgrading(Requests.get("/chat"), "echo"))
                .upgraded();
        Tunnel tunnel = new Tunnel(upgraded.backend());
        upgraded.backend().upgrade(tunnel);
        upgraded.backend().write(Callback.NOOP, utf8("hi"));

        assertThat(upgraded.headers().get("Upgrade")).isEqualTo("echo");
        TestBalancer.await("the echo", () -> (upgraded.received() + tunnel.received()).equals("first" + "echo hi"));
        assertThat(backend.heads().get(0)).contains("Connection: Upgrade\r\nUpgrade: echo\r\n");
        upgraded.backend().close();
        assertThat(http.upstream().idleConnections()).isZero();
    }

    @Test
    void givesTheResponseOnWhereTheBackendDeclinesToUpgrade() throws Exception {
        RawBackend backend = http.answering(Http1Case.OK);

        assertThat(http.send(backend, Requests.upgrading(Requests.get("/chat"), "echo"))
                        .response()
                        .read()
                        .text())
                .isEqualTo("ok");
        http.awaitIdle(1);
    }

    @Test
    void refusesAnUpgradeThatNobodyTakes() throws Exception {
        RawBackend backend = http.answering("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n");

        assertThat(http.send(backend, Requests.get("/")).failure().reason()).isEqualTo(Reason.GARBAGE);
    }

    @Test
    void refusesAnUpgradeBeforeTheRequestHasEnded() throws Exception {
        RawBackend backend = http.backend(wire -> {
            wire.readHead();
            wire.write("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n");
            awaitEnd();
        });
        AsyncContent body = new AsyncContent();
        body.write(false, utf8("begins"), Callback.NOOP);

        Outcome outcome = http.send(backend, Requests.upgrading(Requests.post(body, 10), "echo"));

        assertThat(outcome.failure().reason()).isEqualTo(Reason.GARBAGE);
        assertThat(outcome.told()).containsExactly("failed");
    }

    @Test
    void carriesManyExchangesOnFewConnections() throws Exception {
        AtomicInteger number = new AtomicInteger();
        RawBackend backend = http.backend(wire -> {
            for (String head = wire.readHead(); !head.isEmpty(); head = wire.readHead()) {
                String target = head.split(" ", 3)[1];
                String response = target + " " + number.incrementAndGet();
                wire.write("HTTP/1.1 200 OK\r\nContent-Length: " + response.length() + "\r\n\r\n" + response);
            }
        });
        ExecutorService clients = Executors.newFixedThreadPool(8);
        List<Future<?>> all = new ArrayList<>();
        for (int client = 0; client < 8; client++) {
            String target = "/" + client;
            all.add(clients.submit(() -> {
                for (int i = 0; i < 100; i++) {
                    assertThat(http.send(backend, Requests.get(target))
                                    .response()
                                    .read()
                                    .text())
                            .startsWith(target + " ");
                }
                return null;
            }));
        }
        for (Future<?> each : all) {
            each.get(60, TimeUnit.SECONDS);
        }
        clients.shutdown();

        assertThat(number.get()).isEqualTo(800);
        assertThat(backend.connections()).isLessThanOrEqualTo(16);
    }

    @Test
    void findsABackendByItsName() throws Exception {
        RawBackend backend = http.answering(Http1Case.OK);
        Outcome outcome = new Outcome();

        http.upstream()
                .send(Contact.parse(backend.url().replace("127.0.0.1", "localhost")), Requests.get("/"), outcome);

        assertThat(outcome.response().read().text()).isEqualTo("ok");
    }

    /** Waits until a count has not changed for half a second. */
    private static void awaitStandstill(AtomicLong count) {
        long[] seen = {-1, System.nanoTime()};
        TestBalancer.await("it stands still", () -> {
            if (count.get() != seen[0]) {
                seen[0] = count.get();
                seen[1] = System.nanoTime();
            }
            LockSupport.parkNanos(10_000_000);
            return seen[0] > 0 && System.nanoTime() - seen[1] > 500_000_000;
        });
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A body without end, which counts what is read of it. */
    private record Endless(AtomicLong count) implements Content.Source {
        @Override
        public Content.Chunk read() {
            count.addAndGet(64 * 1024);
            return Content.Chunk.from(ByteBuffer.allocate(64 * 1024), false);
        }

        @Override
        public void demand(Runnable demandCallback) {
            demandCallback.run();
        }

        @Override
        public void fail(Throwable failure) {}
    }

    /** Reads what comes of another protocol. */
    private static final class Tunnel extends AbstractConnection.NonBlocking {
        private final List<String> received = new CopyOnWriteArrayList<>();

        Tunnel(EndPoint endPoint) {
            super(endPoint, Runnable::run);
        }

        String received() {
            return String.join("", received);
        }

        @Override
        public void onOpen() {
            super.onOpen();
            fillInterested();
        }

        @Override
        public void onFillable() {
            try {
                ByteBuffer buffer = BufferUtil.allocate(1024);
                int filled = getEndPoint().fill(buffer);
                if (filled > 0) {
                    received.add(BufferUtil.toString(buffer));
                }
                if (filled >= 0) {
                    fillInterested();
                }
            } catch (IOException e) {
                close();
            }
        }
    }
}
