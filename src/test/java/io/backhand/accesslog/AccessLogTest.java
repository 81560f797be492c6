package io.backhand.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.cluster.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class AccessLogTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    @Test
    void writesWithoutBeingAskedAgain() throws Exception {
        Path file = folder.resolve("access.log");
        try (AccessLog log = AccessLog.open(file, AccessLogFormat.JSON)) {
            log.add(Entries.get("/1"));

            Await.untilTrue("the line is there", LIMIT, () -> read(file).contains("\"/1\""));
            Await.untilTrue("it is counted", LIMIT, () -> log.counts().written() == 1);
        }
    }

    @Test
    void hasAllLinesInTheFileWhenItIsClosed() throws IOException {
        Path file = folder.resolve("access.log");
        AccessLog log = AccessLog.open(file, AccessLogFormat.NCSA);
        IntStream.range(0, 5000).forEach(i -> log.add(Entries.get("/" + i)));
        log.close();

        assertThat(Files.readAllLines(file)).hasSize(5000).last().asString().contains("/4999 ");
        log.add(Entries.get("/late"));
        assertThat(log.counts().written()).isEqualTo(5000);
        assertThat(log.counts().dropped()).isEqualTo(1);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void dropsAndCountsWhatCanNotBeWritten() throws IOException {
        AccessLog log = AccessLog.open(Path.of("/dev/full"), AccessLogFormat.NCSA);
        int added = 3 * AccessLog.CAPACITY;
        IntStream.range(0, added).forEach(i -> log.add(Entries.get("/")));
        log.close();

        assertThat(log.counts().dropped()).isEqualTo(added);
    }

    @Test
    void writesTheLineOfAJoinedConnectionWhenThatIsOver() throws IOException {
        Path file = folder.resolve("access.log");
        AccessLog log = AccessLog.open(file, AccessLogFormat.JSON);
        Entry entry = new Entry(Entries.get("/chat").asked(), Entries.answered(3), new Way());
        Joined joined = entry.way().joins();
        joined.begins(entry, log);
        log.add(Entries.get("/other"));
        joined.over(Ended.TIME_LIMIT, 5_001_000, 10, 20);
        joined.over(Ended.COMPLETE, 9_001_000, 0, 0);
        log.close();

        assertThat(Files.readAllLines(file))
                .hasSize(2)
                .last()
                .asString()
                .contains(
                        "\"/chat\"", "\"sentBytes\":13", "\"receivedBytes\":20", "\"millis\":5.000", "\"time-limit\"");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
