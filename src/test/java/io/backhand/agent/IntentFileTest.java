package io.backhand.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backhand.cluster.Intent;
import io.backhand.testing.ManualClock;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntentFileTest {
    private final IntentFile file;
    private final AtomicInteger changes = new AtomicInteger();

    IntentFileTest(@TempDir Path folder) {
        file = new IntentFile(folder.resolve("agent.conf.intent"));
    }

    @Test
    void noSuchFileMeansUp() throws Exception {
        assertThat(file.read()).contains(Intent.UP);
    }

    @ParameterizedTest
    @CsvSource({"draining, DRAINING", "drain, DRAINING", "'  Draining\r\n', DRAINING", "up, UP", "'UP\n', UP"})
    void aWordSaysWhatIsWanted(String content, Intent intent) throws Exception {
        Files.writeString(file.path(), content);

        assertThat(file.read()).contains(intent);
    }

    @Test
    void anEmptyFileSaysNothing() throws Exception {
        Files.writeString(file.path(), "\n");

        assertThat(file.read()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sick", "leaving", "up draining", "drainingdrainingdrainingdrainingdrainingdrainingdraining"})
    void anythingElseIsWrong(String content) throws Exception {
        Files.writeString(file.path(), content);

        assertThatThrownBy(file::read).isInstanceOf(IOException.class).hasMessageContaining("draining or up");
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        file.write(Intent.DRAINING);
        assertThat(file.read()).contains(Intent.DRAINING);
        file.write(Intent.UP);
        assertThat(file.read()).contains(Intent.UP);
    }

    @Test
    void aNewFileCanBeReadByWhoeverRunsTheAgentAndAnOldOneKeepsItsMode() throws Exception {
        assumeTrue(
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix"), "no POSIX permissions here");
        file.write(Intent.UP);
        assertThat(mode()).isEqualTo("rw-r--r--");

        Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString("rw-rw----"));
        file.write(Intent.DRAINING);
        assertThat(mode()).isEqualTo("rw-rw----");
    }

    @Test
    void aWatchTellsOfEachChangeOnceAndHoldsOnWhileTheFileSaysNothing() throws Exception {
        IntentWatch watch = new IntentWatch(file, changes::incrementAndGet, new ManualClock());
        watch.look();
        assertThat(watch.intent()).isEqualTo(Intent.UP);
        assertThat(changes).hasValue(0);

        file.write(Intent.DRAINING);
        watch.look();
        watch.look();
        assertThat(watch.intent()).isEqualTo(Intent.DRAINING);
        assertThat(changes).hasValue(1);

        for (String unclear : new String[] {"", "later"}) {
            Files.writeString(file.path(), unclear);
            watch.look();
            assertThat(watch.intent()).isEqualTo(Intent.DRAINING);
        }
        Files.delete(file.path());
        watch.look();
        assertThat(watch.intent()).isEqualTo(Intent.UP);
        assertThat(changes).hasValue(2);
    }

    private String mode() throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path()));
    }
}
