package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.backhand.candidacy.functions.FunctionCatalogue;
import io.backhand.config.ConfigReader;
import io.backhand.testing.cluster.Await;
import io.backhand.testing.cluster.FreePorts;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A datagram in a binary format, as the original's was, is counted, and shown in the log where that is asked for. */
@Timeout(30)
class UnknownDatagramsIT {
    private static final Duration NOTICED = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    @Test
    void aBinaryDatagramIsCountedAndShown() throws Exception {
        List<String> lines = linesOfBalancer("dump-unknown = 1\n");

        assertThat(lines)
                .filteredOn(line -> line.startsWith("unknown datagram"))
                .containsExactly("unknown datagram 1 of 1 from 127.0.0.1, 104 bytes: "
                        + HexFormat.of().formatHex(datagram()));
    }

    @Test
    void itIsOnlyCountedWhereNothingIsAskedFor() throws Exception {
        List<String> lines = linesOfBalancer("");

        assertThat(lines).anyMatch(line -> line.startsWith("heartbeat from 127.0.0.1 refused: "));
        assertThat(lines).noneMatch(line -> line.startsWith("unknown datagram"));
    }

    /** What a balancer logs that is sent two of them. */
    private List<String> linesOfBalancer(String setting) throws Exception {
        int port = FreePorts.any();
        Path toml = Files.writeString(
                folder.resolve("backhand.toml"),
                "[heartbeats]\nlisten = [\"127.0.0.1:" + port + "\"]\n" + setting
                        + "[[listen]]\nhttp = \"127.0.0.1:0\"\n");
        try (LogLines log = new LogLines()) {
            EmbeddedServer server =
                    EmbeddedServer.start(new ConfigReader(FunctionCatalogue.builtIns()).read(toml), Optional.empty());
            try {
                send(port);
                send(port);
                String counted = "backhand_heartbeats_refused_total{reason=\"malformed\"} 2";
                Await.untilTrue(
                        "both are counted", NOTICED, () -> metrics(server).contains(counted));
            } finally {
                server.stop();
            }
            return log.lines;
        }
    }

    /** A structure with a name, as the original's began, and numbers in network order. */
    private static byte[] datagram() {
        ByteBuffer structure = ByteBuffer.allocate(104);
        structure.put("web1.example".getBytes(StandardCharsets.US_ASCII)).position(40);
        for (int i = 40; i < 104; i += 4) {
            structure.putInt(i * 1_000_003);
        }
        return structure.array();
    }

    private static void send(int port) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            byte[] datagram = datagram();
            socket.send(new DatagramPacket(datagram, datagram.length, InetAddress.getLoopbackAddress(), port));
        }
    }

    private static String metrics(EmbeddedServer server) throws IOException, InterruptedException {
        URI target = URI.create(server.urls().get(0) + "/backhand/metrics");
        HttpRequest request = HttpRequest.newBuilder(target).timeout(NOTICED).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    /** What is logged of hearing heartbeats while it is open. */
    private static final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final Logger logger = (Logger) LoggerFactory.getLogger(HearingLog.class);

        private final @Nullable Level before = logger.getLevel();

        LogLines() {
            start();
            logger.setLevel(Level.INFO);
            logger.addAppender(this);
        }

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
        }

        @Override
        public void close() {
            logger.detachAppender(this);
            logger.setLevel(before);
            stop();
        }
    }
}
