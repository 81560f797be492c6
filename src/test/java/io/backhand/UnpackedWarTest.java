package io.backhand;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackedWarTest {
    @TempDir
    private Path temp;

    @Test
    void holdsClassesThenLibrariesAndNothingElse() throws IOException {
        UnpackedWar unpacked = UnpackedWar.unpack(
                war("WEB-INF/classes/A.class", "WEB-INF/lib/b.jar", "WEB-INF/lib-provided/c.jar", "WEB-INF/web.xml"),
                temp);

        assertThat(Stream.of(unpacked.classPath()).map(url -> url.getPath().replaceFirst(".*/WEB-INF/", "")))
                .containsExactly("classes/", "lib/b.jar", "lib-provided/c.jar");
        assertThat(unpacked.folder().resolve("WEB-INF/classes/A.class")).hasContent("WEB-INF/classes/A.class");
        assertThat(unpacked.folder().resolve("WEB-INF/web.xml")).doesNotExist();
    }

    @Test
    void canBeEnteredByItsOwnerAlone() throws IOException {
        UnpackedWar unpacked = UnpackedWar.unpack(war("WEB-INF/classes/A.class"), temp);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(unpacked.folder())))
                .isEqualTo("rwx------");
    }

    @Test
    void isGoneOnceRemoved() throws IOException {
        UnpackedWar unpacked = UnpackedWar.unpack(war("WEB-INF/classes/A.class"), temp);

        unpacked.remove();

        assertThat(folders()).isEmpty();
    }

    @Test
    void refusesAnEntryThatLeadsOutOfItsFolder() throws IOException {
        Path war = war("WEB-INF/classes/../../../out");

        assertThatThrownBy(() -> UnpackedWar.unpack(war, temp))
                .isInstanceOf(IOException.class)
                .hasMessage("entry WEB-INF/classes/../../../out leads out of the folder it is unpacked to");
        assertThat(temp.resolve("out")).doesNotExist();
        assertThat(folders()).isEmpty();
    }

    @Test
    void removesTheFolderOfAProcessThatWasKilled() throws IOException {
        Path leftover = Files.createDirectory(temp.resolve("backhand-war-left"));
        Files.createFile(leftover.resolve("lock"));
        makeOld(leftover);

        UnpackedWar unpacked = UnpackedWar.unpack(war("WEB-INF/classes/A.class"), temp);

        assertThat(folders()).containsExactly(unpacked.folder());
    }

    @Test
    void leavesTheFolderOfAProcessThatLives() throws IOException {
        UnpackedWar living = UnpackedWar.unpack(war("WEB-INF/classes/A.class"), temp);
        makeOld(living.folder());

        UnpackedWar unpacked = UnpackedWar.unpack(war("WEB-INF/classes/A.class"), temp);

        assertThat(folders()).containsExactlyInAnyOrder(living.folder(), unpacked.folder());
    }

    @Test
    void leavesAFolderThatIsJustBeingMade() throws IOException {
        Path young = Files.createDirectory(temp.resolve("backhand-war-young"));

        UnpackedWar.unpack(war("WEB-INF/classes/A.class"), temp);

        assertThat(young).exists();
    }

    private Path war(String... entries) throws IOException {
        Path war = Files.createTempFile(temp, "test", ".war");
        try (OutputStream out = Files.newOutputStream(war);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String entry : entries) {
                zip.putNextEntry(new ZipEntry(entry));
                zip.write(entry.getBytes(UTF_8));
            }
        }
        return war;
    }

    private List<Path> folders() throws IOException {
        try (Stream<Path> files = Files.list(temp)) {
            return files.filter(Files::isDirectory).toList();
        }
    }

    private static void makeOld(Path folder) throws IOException {
        Files.setLastModifiedTime(folder, FileTime.from(Instant.now().minusSeconds(120)));
    }
}
