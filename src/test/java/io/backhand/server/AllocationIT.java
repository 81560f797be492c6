package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.backhand.accesslog.AccessLogFormat;
import io.backhand.cluster.BackendId;
import io.backhand.cluster.Contact;
import io.backhand.config.BalancerConfig;
import io.backhand.config.BalancerConfig.AccessLogFile;
import io.backhand.config.BalancerConfig.Heartbeats;
import io.backhand.config.BalancerConfig.Listener;
import io.backhand.config.StaticBackend;
import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a request costs the collector: a count, which no noise of the machine touches. */
@Timeout(120)
class AllocationIT {
    /** A tenth more than it takes after so short a warm-up; before anything was done about it, it took 10,000. */
    private static final long MAX_BYTES_A_GET = 3700;

    /** What is noted and written down of one besides, lines and all. */
    private static final long MAX_BYTES_A_LOGGED_GET = 4500;

    private static final int WARM_UP = 1000;
    private static final int MEASURED = 1000;

    private static final String GET = "GET /small HTTP/1.1\r\nHost: shop.example\r\n\r\n";
    private static final String RESPONSE =
            "HTTP/1.1 200 OK\r\nServer: backend\r\nDate: Mon, 23 Nov 2026 04:57:12 GMT\r\n"
                    + "Content-Type: text/plain\r\nLast-Modified: Sun, 22 Nov 2026 20:00:00 GMT\r\nETag: \"6740e300-80\"\r\n"
                    + "Content-Length: 128\r\n\r\n" + "x".repeat(127) + "|";

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    private Path folder;

    @Test
    void allocatesLittleForAProxiedGet() throws Exception {
        assertThat(bytesAGet(Optional.empty())).isBetween(100L, MAX_BYTES_A_GET);
    }

    @ParameterizedTest
    @EnumSource(AccessLogFormat.class)
    void allocatesLittleMoreWhereItIsLogged(AccessLogFormat format) throws Exception {
        AccessLogFile log = new AccessLogFile(folder.resolve("access.log"), format);

        assertThat(bytesAGet(Optional.of(log))).isBetween(100L, MAX_BYTES_A_LOGGED_GET);
    }

    private long bytesAGet(Optional<AccessLogFile> log) throws Exception {
        try (RawBackend backend = RawBackend.answering(RESPONSE)) {
            EmbeddedServer server = EmbeddedServer.start(before(backend.url(), log), Optional.empty());
            try (RawClient client =
                    new RawClient(URI.create(server.urls().get(0)).getPort())) {
                get(client, WARM_UP);
                long before = allocatedByTheServer();
                get(client, MEASURED);
                return (allocatedByTheServer() - before) / MEASURED;
            } finally {
                server.stop();
            }
        }
    }

    private static void get(RawClient client, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            client.write(GET);
            client.readUntil("|");
        }
    }

    private long allocatedByTheServer() {
        long bytes = 0;
        for (long id : threads.getAllThreadIds()) {
            ThreadInfo thread = threads.getThreadInfo(id);
            if (thread != null && isOfTheServer(thread.getThreadName())) {
                bytes += threads.getThreadAllocatedBytes(id);
            }
        }
        return bytes;
    }

    private static boolean isOfTheServer(String thread) {
        return thread.startsWith("backhand") && !thread.startsWith("backhand-cluster");
    }

    private static BalancerConfig before(String backendUrl, Optional<AccessLogFile> log) {
        BalancerConfig defaults = BalancerConfig.defaults();
        return new BalancerConfig(
                new Heartbeats(Optional.of(List.of()), Optional.empty(), List.of(), Optional.empty(), List.of()),
                defaults.upstream(),
                List.of(new StaticBackend(new BackendId("alpha"), Contact.parse(backendUrl))),
                List.of(new Listener("127.0.0.1", 0, Optional.empty(), List.of())),
                defaults.status(),
                Optional.empty(),
                log,
                Optional.empty(),
                List.of());
    }
}
