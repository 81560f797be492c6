package io.backhand.ajp;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.RawAjpClient;
import io.backhand.testing.RawAjpRequest;
import io.backhand.testing.RawBackend;
import io.backhand.testing.TestBalancer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What comes of connections over which anything may come: each ends when its peer has ended it, and no buffer, request or
 * thread is lost, which the balancer's closing finds out.
 */
@Timeout(60)
class AjpFuzzIT {
    private static final int STREAMS = 3000;
    private static final long SEED = 20_261_123;

    /** Whole exchanges, of which what is sent is made. */
    private static final List<byte[]> SEEDS = List.of(
            RawAjpRequest.get("/a").query("q=1").field("X-A", "b").packet(),
            RawAjpRequest.join(RawAjpRequest.post("/b", 20).packet(), RawAjpRequest.data(new byte[20])),
            RawAjpRequest.join(
                    RawAjpRequest.post("/c", 9000).packet(),
                    RawAjpRequest.data(new byte[8186]),
                    RawAjpRequest.data(new byte[814])),
            RawAjpRequest.join(
                    RawAjpRequest.chunkedPost("/d").packet(), RawAjpRequest.data(new byte[3]), RawAjpRequest.data()),
            RawAjpRequest.join(
                    RawAjpRequest.packet((byte) 10),
                    RawAjpRequest.get("/e").secure().attribute(0x09, "a1").packet(),
                    RawAjpRequest.packet((byte) 10)));

    @Test
    void endsWithTheirPeers() throws Exception {
        Random chance = new Random(SEED);
        try (RawBackend backend = RawBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                TestBalancer balancer =
                        TestBalancer.before(backend.url()).ajp(AjpIT.OPEN).start()) {
            for (int i = 0; i < STREAMS; i++) {
                send(balancer.ajpPort(), mutated(chance), chance.nextInt(4));
            }
            assertThat(RawAjpClient.exchange(balancer.ajpPort(), RawAjpRequest.get("/"))
                            .text())
                    .isEqualTo("ok");
            TestBalancer.await("all connections end", () -> balancer.ajpConnections() == 0);
        }
    }

    private static byte[] mutated(Random chance) {
        byte[] bytes = SEEDS.get(chance.nextInt(SEEDS.size())).clone();
        for (int i = chance.nextInt(4); i > 0; i--) {
            int at = chance.nextInt(Math.min(bytes.length, 200));
            switch (chance.nextInt(3)) {
                case 0 -> bytes[at] = (byte) chance.nextInt(256);
                case 1 -> bytes[at] ^= (byte) (1 << chance.nextInt(8));
                default -> bytes = Arrays.copyOf(bytes, at + 1);
            }
        }
        return bytes;
    }

    /** @param manner 0 leaves at once, 1 with a reset, the others read to the end of what is answered */
    private static void send(int port, byte[] bytes, int manner) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(bytes);
            if (manner == 1) {
                socket.setSoLinger(true, 0);
            } else if (manner > 1) {
                socket.shutdownOutput();
                assertThat(socket.getInputStream().readAllBytes().length).isLessThan(100_000);
            }
        } catch (SocketException e) {
            // It was closed while something was still to come, which is as good an end as any.
        }
    }
}
