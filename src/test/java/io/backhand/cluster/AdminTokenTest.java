package io.backhand.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backhand.testing.SecretFile;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminTokenTest {
    private static final String TOKEN = "0123456789abcdefghijklmnopqrstuv";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void isThatOneAndNoOther() throws Exception {
        AdminToken token = AdminToken.read(file("  " + TOKEN + "\r\n"));

        assertThat(token.is(TOKEN)).isTrue();
        assertThat(token.is(TOKEN.substring(1))).isFalse();
        assertThat(token.is(TOKEN + "w")).isFalse();
        assertThat(token.is(TOKEN.toUpperCase(Locale.ROOT))).isFalse();
        assertThat(token.is("")).isFalse();
    }

    @Test
    void hasThirtyTwoCharactersAtLeast() throws Exception {
        Path shorter = file(TOKEN.substring(1) + "\n");

        assertThatThrownBy(() -> AdminToken.read(shorter))
                .isInstanceOf(IOException.class)
                .hasMessage(shorter + ": a token has at least 32 characters, not 31");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "\n\n", TOKEN + "\n" + TOKEN, TOKEN + " x", TOKEN + "\u00fc", TOKEN + "\"", "=" + TOKEN})
    void isOneLineOfWhatAHeaderCanCarry(String content) throws Exception {
        Path wrong = file(content);

        assertThatThrownBy(() -> AdminToken.read(wrong))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("holds one line of A-Z a-z 0-9")
                .hasMessageNotContaining(TOKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----"})
    void refusesAFileThatOthersMayReadOrWrite(String permissions) throws Exception {
        assumePosix();
        Path open = file(TOKEN);
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString(permissions));

        assertThatThrownBy(() -> AdminToken.read(open))
                .hasMessage(open + ": others may read or write the token file: chmod 600 " + open);
    }

    @Test
    void takesAFileThatItsOwnerMayReadAlone() throws Exception {
        assumePosix();
        Path file = file(TOKEN);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));

        assertThat(AdminToken.read(file).is(TOKEN)).isTrue();
    }

    @Test
    void saysWhichFileIsMissingOrNoTokenFile() throws Exception {
        Path missing = folder.resolve("missing.token");
        Path huge = file("a".repeat(1025));

        assertThatThrownBy(() -> AdminToken.read(missing)).hasMessage(missing + ": no such token file");
        assertThatThrownBy(() -> AdminToken.read(folder)).hasMessage(folder + ": the token file can't be read");
        assertThatThrownBy(() -> AdminToken.read(huge)).hasMessage(huge + ": a token file has at most 1024 bytes");
    }

    private Path file(String content) throws IOException {
        return SecretFile.write(Files.createTempFile(folder, "admin", ".token"), content);
    }

    private static void assumePosix() {
        assumeTrue(
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix"), "no POSIX permissions here");
    }
}
