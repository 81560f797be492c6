package io.backhand.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backhand.testing.ManualClock;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LineWriterTest {
    /** Has room for nothing. */
    private static final Path FULL_DISK = Path.of("/dev/full");

    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    private Path folder;

    private final ManualClock clock = new ManualClock();
    private final EntryQueue queue = new EntryQueue(1024);
    private final LineCounts counts = new LineCounts();
    private Path file = Path.of("");

    @BeforeEach
    void name() {
        file = folder.resolve("access.log");
    }

    @Test
    void addsLinesAtTheEndOfTheFile() throws IOException {
        Files.writeString(file, "before\n");
        LineWriter writer = writer(file);

        write(writer, "/1", "/2");
        write(writer);
        write(writer, "/3");

        assertThat(targets(file)).containsExactly("before", "/1", "/2", "/3");
        assertThat(counts.written()).isEqualTo(3);
    }

    @Test
    void writesMoreThanItsBufferHolds() throws IOException {
        LineWriter writer = writer(file);

        write(writer, Collections.nCopies(1000, "/" + "x".repeat(1000)).toArray(String[]::new));

        assertThat(targets(file)).hasSize(1000);
        assertThat(counts.written()).isEqualTo(1000);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void makesAFileThatOthersCanNotRead() throws IOException {
        writer(file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void beginsANewFileASecondAfterTheOldWasMovedAway() throws IOException {
        LineWriter writer = writer(file);
        Path moved = folder.resolve("access.log.1");
        write(writer, "/1");
        Files.move(file, moved);
        write(writer, "/2");
        clock.advance(SECOND.minusNanos(1));
        write(writer, "/3");

        assertThat(targets(moved)).containsExactly("/1", "/2", "/3");
        clock.advance(Duration.ofNanos(1));
        write(writer, "/4");
        assertThat(targets(moved)).containsExactly("/1", "/2", "/3");
        assertThat(targets(file)).containsExactly("/4");
    }

    @Test
    void goesOnInTheFileThatWasPutInItsPlace() throws IOException {
        LineWriter writer = writer(file);
        write(writer, "/1");
        Files.move(file, folder.resolve("access.log.1"));
        Files.writeString(file, "");
        clock.advance(SECOND);
        write(writer, "/2");

        assertThat(targets(file)).containsExactly("/2");
    }

    @Test
    void goesOnAtTheBeginningOfAFileThatWasTruncated() throws IOException {
        LineWriter writer = writer(file);
        write(writer, "/1", "/2");
        FileChannel.open(file, StandardOpenOption.WRITE).truncate(0).close();
        write(writer, "/3");

        assertThat(targets(file)).containsExactly("/3");
    }

    @Test
    void writesOnInTheFileMovedAwayWhereNoNewOneCanBeMade() throws IOException {
        Path logs = Files.createDirectory(folder.resolve("logs"));
        Path moved = folder.resolve("moved");
        LineWriter writer = writer(logs.resolve("access.log"));
        write(writer, "/1");
        Files.move(logs, moved);
        clock.advance(SECOND);
        write(writer, "/2");
        Files.createDirectory(logs);
        clock.advance(SECOND);
        write(writer, "/3");

        assertThat(targets(moved.resolve("access.log"))).containsExactly("/1", "/2");
        assertThat(targets(logs.resolve("access.log"))).containsExactly("/3");
        assertThat(counts.dropped()).isZero();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void dropsTheLinesAtHandWhereTheDiskIsFullAndKeepsTheOthersWaitingForASecond() throws IOException {
        LineWriter writer = writer(FULL_DISK);
        write(writer, "/1", "/2");

        assertThat(counts.dropped()).isEqualTo(2);
        clock.advance(SECOND.minusNanos(1));
        write(writer, "/3");
        assertThat(queue.size()).isEqualTo(1);
        clock.advance(Duration.ofNanos(1));
        write(writer, "/4");
        assertThat(queue.size()).isZero();
        assertThat(counts.dropped()).isEqualTo(4);
        assertThat(counts.written()).isZero();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void writesAgainWhenThereIsRoomAgain() throws IOException {
        Files.createSymbolicLink(file, FULL_DISK);
        LineWriter writer = writer(file);
        write(writer, "/1");
        Files.delete(file);
        clock.advance(SECOND);
        write(writer, "/2");

        assertThat(targets(file)).containsExactly("/2");
        assertThat(counts.dropped()).isEqualTo(1);
        assertThat(counts.written()).isEqualTo(1);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void writesOrDropsAllThatIsLeftAtTheEnd() throws IOException {
        LineWriter good = writer(file);
        add("/1", "/2");
        good.finish(queue);
        LineWriter full = writer(FULL_DISK);
        write(full, "/3");
        add("/4");
        full.finish(queue);

        assertThat(targets(file)).containsExactly("/1", "/2");
        assertThat(queue.size()).isZero();
        assertThat(counts.dropped()).isEqualTo(2);
    }

    @Test
    void saysWhichFileCanNotBeWritten() {
        assertThatThrownBy(() -> LogFile.open(folder))
                .isInstanceOf(IOException.class)
                .hasMessage("can't write to " + folder + ": it is no file");
        assertThatThrownBy(() -> LogFile.open(folder.resolve("none/access.log")))
                .isInstanceOf(IOException.class)
                .hasMessage("can't write to " + folder.resolve("none/access.log") + ": there is no folder "
                        + folder.resolve("none"));
    }

    private LineWriter writer(Path path) throws IOException {
        return new LineWriter(
                LogFile.open(path),
                (entry, line) -> line.own(entry.asked().line().target()).own("\n"),
                clock,
                counts);
    }

    private void write(LineWriter writer, String... targets) {
        add(targets);
        writer.writeAll(queue);
    }

    private void add(String... targets) {
        for (String target : targets) {
            assertThat(queue.add(Entries.get(target))).isTrue();
        }
    }

    private static List<String> targets(Path path) throws IOException {
        return Files.readAllLines(path);
    }
}
