package io.backhand.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backhand.cluster.Contexts;
import io.backhand.cluster.Intent;
import io.backhand.testing.ManualClock;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntentFileTest {
    private final IntentFile file;
    private final List<Wish> taken = new ArrayList<>();

    IntentFileTest(@TempDir Path folder) {
        file = new IntentFile(folder.resolve("agent.conf.intent"));
    }

    @Test
    void noSuchFileMeansUp() throws Exception {
        assertThat(file.read()).contains(Wish.UP);
    }

    @ParameterizedTest
    @CsvSource({"draining, DRAINING", "drain, DRAINING", "'  Draining\r\n', DRAINING", "up, UP", "'UP\n', UP"})
    void aWordSaysWhatIsWanted(String content, Intent intent) throws Exception {
        Files.writeString(file.path(), content);

        assertThat(file.read()).contains(new Wish(intent, Contexts.NONE));
    }

    @Test
    void contextsBehindTheWordAreDrainedAlone() throws Exception {
        Files.writeString(file.path(), "draining /shop\n/büro/app");

        assertThat(file.read()).contains(new Wish(Intent.UP, new Contexts(List.of("/büro/app", "/shop"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"draining app", "draining /", "draining /app/", "draining /%61pp", "draining /a,/b"})
    void whatIsNoContextIsSaid(String content) throws Exception {
        Files.writeString(file.path(), content);

        assertThatThrownBy(file::read).isInstanceOf(IOException.class).hasMessageContaining("a path such as /app");
    }

    @Test
    void isReadNoFurtherThanAHeartbeatCouldHold() throws Exception {
        Files.writeString(file.path(), "draining " + "/a".repeat(1000));

        assertThatThrownBy(file::read).hasMessageContaining("2000 bytes");
    }

    @Test
    void anEmptyFileSaysNothing() throws Exception {
        Files.writeString(file.path(), "\n");

        assertThat(file.read()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sick",
                "leaving",
                "up draining",
                "up /app",
                "drainingdrainingdrainingdrainingdrainingdrainingdraining"
            })
    void anythingElseIsWrong(String content) throws Exception {
        Files.writeString(file.path(), content);

        assertThatThrownBy(file::read).isInstanceOf(IOException.class).hasMessageContaining("draining or up");
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        for (Wish wish : List.of(Wish.DRAINING, new Wish(Intent.UP, new Contexts(List.of("/shop", "/app"))))) {
            file.write(wish);
            assertThat(file.read()).contains(wish);
        }
        file.write(Wish.UP);
        assertThat(file.read()).contains(Wish.UP);
    }

    @Test
    void aNewFileCanBeReadByWhoeverRunsTheAgentAndAnOldOneKeepsItsMode() throws Exception {
        assumeTrue(
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix"), "no POSIX permissions here");
        file.write(Wish.UP);
        assertThat(mode()).isEqualTo("rw-r--r--");

        Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString("rw-rw----"));
        file.write(Wish.DRAINING);
        assertThat(mode()).isEqualTo("rw-rw----");
    }

    @Test
    void aWatchTellsOfEachChangeOnceAndHoldsOnWhileTheFileSaysNothing() throws Exception {
        IntentWatch watch = new IntentWatch(file, taken::add, new ManualClock());
        watch.look();
        assertThat(taken).isEmpty();

        file.write(Wish.DRAINING);
        watch.look();
        watch.look();
        assertThat(taken).containsExactly(Wish.DRAINING);

        for (String unclear : new String[] {"", "later"}) {
            Files.writeString(file.path(), unclear);
            watch.look();
            assertThat(taken).hasSize(1);
        }
        Files.delete(file.path());
        watch.look();
        assertThat(taken).containsExactly(Wish.DRAINING, Wish.UP);
    }

    @Test
    void whatCannotBeAnnouncedIsTakenAsSoonAsItCan() throws Exception {
        Wishes wishes = new Wishes(contexts -> {
            if (contexts.paths().size() > 1) {
                throw new IllegalArgumentException("no room");
            }
        });
        IntentWatch watch = new IntentWatch(file, wishes::byFile, new ManualClock());
        wishes.byApplication(wish -> wish.with("/app", Intent.DRAINING));
        file.write(Wish.UP.with("/shop", Intent.DRAINING));
        watch.look();
        assertThat(wishes.together().draining().paths()).containsExactly("/app");
        assertThatThrownBy(() -> wishes.byApplication(wish -> wish.with("/shop", Intent.DRAINING)))
                .hasMessage("no room");

        wishes.byApplication(wish -> wish.with("/app", Intent.UP));
        watch.look();
        assertThat(wishes.together().draining().paths()).containsExactly("/shop");
    }

    private String mode() throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path()));
    }
}
