package io.backhand.proxy.tunnel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.TestBalancer;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ByteTunnelTest {
    private static final int SMALL = 1000;

    private final ArrayByteBufferPool.Tracking buffers = new ArrayByteBufferPool.Tracking();
    private final AtomicInteger over = new AtomicInteger();
    private final ByteArrayEndPoint client = endPoint(-1);
    private String moved = "";

    @AfterEach
    void holdsNoBuffer() {
        assertThat(buffers.getLeaks()).as(buffers.dumpLeaks()).isEmpty();
    }

    @Test
    void movesWhatCameBeforeItAndWhatComesAfterwardsBothWays() {
        ByteArrayEndPoint backend = endPoint(-1);
        ByteTunnel tunnel = tunnel(backend, "before;");
        client.upgrade(tunnel.clientConnection());
        backend.addInput("after");
        client.addInput("and back");

        assertThat(client.takeOutputString()).isEqualTo("before;after");
        assertThat(backend.takeOutputString()).isEqualTo("and back");
        assertThat(over).hasValue(0);
        tunnel.close(null);
        assertThat(moved).isEqualTo("12 to the client, 8 to the backend");
    }

    @Test
    void tellsAnEndThatTheOtherSendsNoMoreAndGoesOnTheOtherWay() {
        ByteArrayEndPoint backend = endPoint(-1);
        client.upgrade(tunnel(backend, "").clientConnection());
        client.addInputEOF();
        assertThat(backend.isOutputShutdown()).isTrue();
        backend.addInput("still there");
        assertThat(client.takeOutputString()).isEqualTo("still there");
        assertThat(client.isOpen()).isTrue();

        backend.addInputEOF();

        assertThat(client.isOpen()).isFalse();
        assertThat(backend.isOpen()).isFalse();
        assertThat(over).hasValue(1);
    }

    @Test
    void closesBothEndsWhereOneBreaks() {
        ByteArrayEndPoint backend = endPoint(-1);
        client.upgrade(tunnel(backend, "").clientConnection());
        backend.close(new EOFException("reset"));

        assertThat(client.isOpen()).isFalse();
        assertThat(over).hasValue(1);
    }

    @Test
    void closesTheBackendsEndWhereTheClientsNeverBegins() {
        ByteArrayEndPoint backend = endPoint(-1);
        ByteTunnel tunnel = tunnel(backend, "before");
        tunnel.closeUnlessOpen();
        tunnel.closeUnlessOpen();

        assertThat(backend.isOpen()).isFalse();
        assertThat(client.isOpen()).isTrue();
        assertThat(over).hasValue(1);
        client.upgrade(tunnel.clientConnection());
        assertThat(client.isOpen()).isFalse();
        assertThat(over).hasValue(1);
    }

    @Test
    void readsNoMoreThanTheOtherEndTakes() {
        ByteArrayEndPoint backend = endPoint(SMALL);
        ByteTunnel tunnel = tunnel(backend, "");
        client.upgrade(tunnel.clientConnection());
        String all = "0123456789".repeat(SMALL);
        for (int i = 0; i < all.length(); i += SMALL) {
            client.addInput(all.substring(i, i + SMALL));
        }
        client.addInputEOF();
        assertThat(backend.isOutputShutdown()).isFalse();

        StringBuilder taken = new StringBuilder();
        TestBalancer.await("all is taken", () -> {
            taken.append(backend.takeOutputString());
            return backend.isOutputShutdown();
        });
        taken.append(backend.takeOutputString());

        assertThat(taken).hasToString(all);
        tunnel.close(null);
    }

    @Test
    void movesMoreThanOneTurn() {
        ByteArrayEndPoint backend = endPoint(-1);
        ByteTunnel tunnel = tunnel(backend, "");
        byte[] all = "0123456789abcdef".repeat(64 * 1024).getBytes(ISO_8859_1);
        client.addInput(ByteBuffer.wrap(all));
        client.upgrade(tunnel.clientConnection());

        TestBalancer.await("all is there", () -> backend.getOutputString().length() == all.length);
        tunnel.close(null);
        TestBalancer.await("every buffer is back", () -> buffers.getLeaks().isEmpty());
    }

    private ByteTunnel tunnel(ByteArrayEndPoint backend, String received) {
        return new ByteTunnel(
                client,
                backend,
                ByteBuffer.wrap(received.getBytes(ISO_8859_1)),
                new ByteTunnel.Resources(Runnable::run, buffers),
                (toClientBytes, toBackendBytes, cause) -> {
                    over.incrementAndGet();
                    moved = toClientBytes + " to the client, " + toBackendBytes + " to the backend";
                });
    }

    /** One with a connection, which the tunnel's own takes the place of. */
    private static ByteArrayEndPoint endPoint(int outputBytes) {
        ByteArrayEndPoint made = new ByteArrayEndPoint((byte[]) null, outputBytes);
        made.setConnection(new AbstractConnection.NonBlocking(made, Runnable::run) {
            @Override
            public void onFillable() {}
        });
        return made;
    }
}
