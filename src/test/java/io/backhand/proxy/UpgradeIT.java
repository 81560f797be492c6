package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.proxy.ProxyCounters.Event;
import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import io.backhand.testing.TestBalancer;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that go on in another protocol, by way of the servlet. */
@Timeout(60)
class UpgradeIT {
    private static final String ASK =
            "GET /talk HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: talk/1\r\nX-Key: 7\r\n\r\n";
    private static final String AGREE =
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: talk/1\r\nX-Accept: 7\r\n\r\n";
    private static final int MIB = 1024 * 1024;

    @Test
    void joinsTheTwoConnectionsUntilBothHaveEnded() throws Exception {
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.write(AGREE + "glued to it;");
                    wire.write("you said " + wire.read(5) + ";");
                    assertThat(wire.readSome()).isEmpty();
                    wire.write("still there;");
                });
                TestBalancer balancer = TestBalancer.before(backend.url()).start();
                RawClient client = new RawClient(balancer.port())) {
            client.write(ASK);
            String answer = client.readUntil("glued to it;");
            assertThat(answer)
                    .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
                    .contains("\r\nConnection: Upgrade\r\n", "\r\nUpgrade: talk/1\r\n", "\r\nX-Accept: 7\r\n")
                    .doesNotContain("Content-Length", "Transfer-Encoding");
            balancer.awaitCount(Event.UPGRADED, 1);
            assertThat(balancer.account("b0").inFlight()).isEqualTo(1);

            client.write("hello");
            assertThat(client.readUntil("hello;")).isEqualTo("you said hello;");
            client.shutdownOutput();
            assertThat(client.readToEnd()).isEqualTo("still there;");

            TestBalancer.await(
                    "the tunnel is over", () -> balancer.account("b0").inFlight() == 0);
            assertThat(balancer.account("b0").failures()).isZero();
            assertThat(backend.heads())
                    .singleElement()
                    .asString()
                    .contains("\r\nConnection: Upgrade\r\nUpgrade: talk/1\r\n", "\r\nX-Key: 7\r\n")
                    .containsOnlyOnce("Connection:");
        }
    }

    @Test
    void givesOnWhatTheClientSendsBeforeItHasTheAnswer() throws Exception {
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.write(AGREE);
                    wire.write(wire.read(5) + ";");
                });
                TestBalancer balancer = TestBalancer.before(backend.url()).start();
                RawClient client = new RawClient(balancer.port())) {
            client.write(ASK + "early");

            assertThat(client.readToEnd()).endsWith("\r\n\r\nearly;");
        }
    }

    @Test
    void passesOnAnAnswerThatIsNoConsentAndKeepsTheConnection() throws Exception {
        try (RawBackend backend =
                        RawBackend.answering("HTTP/1.1 426 Upgrade Required\r\nContent-Length: 3\r\n\r\nno.");
                TestBalancer balancer = TestBalancer.before(backend.url()).start();
                RawClient client = new RawClient(balancer.port())) {
            for (int i = 0; i < 2; i++) {
                client.write(ASK);
                assertThat(client.readUntil("no.")).startsWith("HTTP/1.1 426 ");
            }
            balancer.awaitCount(Event.PROXIED, 2);
            assertThat(backend.connections()).isEqualTo(1);
        }
    }

    @Test
    void takesAConsentThatNobodyAskedForAsGarbage() throws Exception {
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.write(AGREE.replace("talk/1", "other") + "talk");
                });
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            String unasked = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
            assertThat(RawClient.exchange(balancer.port(), unasked))
                    .startsWith("HTTP/1.1 502 ")
                    .doesNotContain("talk");
            String asked = ASK.replace("keep-alive", "close");
            assertThat(RawClient.exchange(balancer.port(), asked))
                    .startsWith("HTTP/1.1 502 ")
                    .doesNotContain("talk");
            balancer.awaitCount(Event.BAD_GATEWAY, 2);
        }
    }

    @Test
    void asksForNothingWhereTheRequestHasABodyOrTheClientSpeaksHttp10() throws Exception {
        try (RawBackend backend = RawBackend.start(wire -> {
                    String head = wire.readHead();
                    wire.read(head.startsWith("POST") ? 2 : 0);
                    wire.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
                });
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            String withBody = ASK.replace("GET", "POST")
                    .replace("keep-alive", "close")
                    .replace("X-Key: 7\r\n\r\n", "Content-Length: 2\r\n\r\nhi");
            assertThat(RawClient.exchange(balancer.port(), withBody)).endsWith("ok");
            assertThat(RawClient.exchange(
                            balancer.port(), ASK.replace("HTTP/1.1", "HTTP/1.0").replace("keep-alive", "close")))
                    .endsWith("ok");
            assertThat(backend.heads()).hasSize(2).noneMatch(head -> head.contains("pgrade:"));
        }
    }

    @Test
    void goesToTheNextWhereABackendCannotBeReached() throws Exception {
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.write(AGREE + "here");
                });
                TestBalancer balancer = TestBalancer.before(RawBackend.refusing(), backend.url())
                        .start()) {
            assertThat(RawClient.exchange(balancer.port(), ASK)).endsWith("\r\n\r\nhere");
        }
    }

    @Test
    void closesTheBackendsConnectionWhenTheClientIsGone() throws Exception {
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.write(AGREE);
                    ended.complete(wire.readSome().isEmpty());
                });
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            try (RawClient client = new RawClient(balancer.port())) {
                client.write(ASK);
                client.readUntil("\r\n\r\n");
            }

            assertThat(ended.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void holdsAClientBackThatIsFasterThanTheBackend() throws Exception {
        CompletableFuture<Boolean> goOn = new CompletableFuture<>();
        AtomicLong written = new AtomicLong();
        AtomicLong read = new AtomicLong();
        int size = 64 * MIB;
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.write(AGREE);
                    goOn.join();
                    for (String some = wire.readSome(); !some.isEmpty(); some = wire.readSome()) {
                        read.addAndGet(some.length());
                    }
                });
                TestBalancer balancer = TestBalancer.before(backend.url()).start();
                RawClient client = new RawClient(balancer.port())) {
            client.write(ASK);
            client.readUntil("\r\n\r\n");
            Thread writer = new Thread(() -> write(client, size, written));
            writer.start();
            TestBalancer.await("the client has begun", () -> written.get() > 0);
            AtomicLong before = new AtomicLong(-1);
            AtomicLong since = new AtomicLong(System.nanoTime());
            TestBalancer.await("nothing moves any more", () -> {
                if (before.getAndSet(written.get()) != written.get()) {
                    since.set(System.nanoTime());
                }
                return System.nanoTime() - since.get() > 500_000_000L;
            });
            assertThat(written.get()).isLessThan(size / 2);

            goOn.complete(true);
            writer.join(30_000);
            assertThat(client.readToEnd()).isEmpty();
            assertThat(read.get()).isEqualTo(size);
        }
    }

    private static void write(RawClient client, int size, AtomicLong written) {
        String mebibyte = "x".repeat(MIB);
        try {
            while (written.get() < size) {
                client.write(mebibyte);
                written.addAndGet(MIB);
            }
            client.shutdownOutput();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
