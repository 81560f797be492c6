package io.backhand.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import io.backhand.testing.HandlerBackend;
import io.backhand.testing.cluster.GetLoad;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of clients that keep their connections and say nothing, while a few are busy. */
@Timeout(120)
class IdleClientsIT {
    private static final int WANTED = 9000;
    private static final int BUSY = 64;

    /** For the busy, their backend, and what else the tests of this JVM have open. */
    private static final int OTHER_FILES = 1500;

    /** The threads of the load, and of the pools, which grow as they are used; not one for a hundred of the idle. */
    private static final int OTHER_THREADS = BUSY + 90;

    private static final String GET = "GET /whoami HTTP/1.1\r\nHost: a\r\n\r\n";

    @TempDir
    private Path folder;

    private final List<SocketChannel> idle = new ArrayList<>();

    @AfterEach
    void leave() throws IOException {
        for (SocketChannel client : idle) {
            client.close();
        }
    }

    @Test
    void takeNoThreadEachAndTheBusyGoOn() throws Exception {
        // Each has two ends in this JVM.
        int count = (int) Math.min(WANTED, (openFilesLimit() - OTHER_FILES) / 2);
        assumeTrue(count >= 1000, "too few open files are allowed");
        try (HandlerBackend backend = HandlerBackend.answering((request, response, callback) -> {
                    response.getHeaders().put("X-Backend", "alpha");
                    response.write(true, ByteBuffer.wrap("ok".getBytes(US_ASCII)), callback);
                });
                OwnServer server = OwnServer.withRoutes(folder, backend.url(), "")) {
            int threads = ManagementFactory.getThreadMXBean().getThreadCount();
            for (int i = 0; i < count; i++) {
                idle.add(SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port())));
                ask(idle.get(i));
            }
            try (GetLoad load = new GetLoad(server.port(), BUSY)) {
                load.awaitMore(40 * BUSY);

                assertThat(load.failures()).isEmpty();
                assertThat(ManagementFactory.getThreadMXBean().getThreadCount()).isLessThan(threads + OTHER_THREADS);
            }
            for (int i = 0; i < count; i += count / 100) {
                ask(idle.get(i));
            }
        }
    }

    /** Has its answer, and is idle then. */
    private static void ask(SocketChannel client) throws IOException {
        client.write(ByteBuffer.wrap(GET.getBytes(US_ASCII)));
        ByteBuffer answer = ByteBuffer.allocate(4096);
        while (!US_ASCII.decode(answer.duplicate().flip()).toString().endsWith("ok")) {
            assertThat(client.read(answer)).as("bytes of the answer").isPositive();
        }
    }

    private static long openFilesLimit() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : 0;
    }
}
