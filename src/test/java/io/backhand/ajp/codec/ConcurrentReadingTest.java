package io.backhand.ajp.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One reader serves many connections, and none sees anything of another's (CVE-2024-6162). */
@Timeout(60)
class ConcurrentReadingTest {
    private static final int THREADS = 8;
    private static final int PACKETS = 20_000;

    private final ForwardRequestReader reader =
            new ForwardRequestReader(100, Secret.of(new byte[] {'s'}), Pattern.compile("x-.*"));

    @Test
    void eachReadsItsOwn() throws Exception {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Integer>> read = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                read.add(threads.submit(reading("client" + i, start)));
            }
            for (Future<Integer> count : read) {
                assertThat(count.get(30, TimeUnit.SECONDS)).isEqualTo(PACKETS);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private Callable<Integer> reading(String who, CyclicBarrier start) {
        byte[] payload = RequestPacket.get()
                .uri("/" + who)
                .field("X-Who", who)
                .attribute(AttributeCode.SECRET, "s")
                .attribute(AttributeCode.REMOTE_USER, who)
                .attribute("x-who", who)
                .payload();
        return () -> {
            start.await(10, TimeUnit.SECONDS);
            int own = 0;
            for (int i = 0; i < PACKETS; i++) {
                ForwardRequest request = reader.read(ByteBuffer.wrap(payload));
                boolean all = request.uri().equals("/" + who)
                        && request.fieldValue(1).equals(who)
                        && request.remoteUser().orElseThrow().equals(who)
                        && request.attributes().get(0).value().equals(who);
                own += all ? 1 : 0;
            }
            return own;
        };
    }
}
