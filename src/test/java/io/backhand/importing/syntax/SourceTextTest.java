package io.backhand.importing.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceTextTest {
    private static final String TEXT = "Gr\u00fc\u00dfe \u20ac\r\n";

    @TempDir
    Path folder;

    @Test
    void readsEachWayInWhichItIsWritten() throws Exception {
        assertThat(read(("\uFEFF" + TEXT).getBytes(StandardCharsets.UTF_16LE))).isEqualTo(TEXT);
        assertThat(read(("\uFEFF" + TEXT).getBytes(StandardCharsets.UTF_16BE))).isEqualTo(TEXT);
        assertThat(read(("\uFEFF" + TEXT).getBytes(StandardCharsets.UTF_8))).isEqualTo(TEXT);
        assertThat(read(TEXT.getBytes(StandardCharsets.UTF_8))).isEqualTo(TEXT);
        assertThat(read("Gr\u00fc\u00dfe".getBytes(Charset.forName("windows-1252"))))
                .isEqualTo("Gr\u00fc\u00dfe");
        assertThat(read(new byte[0])).isEmpty();
    }

    @Test
    void whatIsNoTextIsRefusedWithItsName() throws IOException {
        Path binary = Files.write(folder.resolve("binary"), new byte[] {'a', 0, 'b'});
        Path big = Files.write(folder.resolve("big"), new byte[SourceText.MAX_BYTES + 1]);

        assertRefused(binary, binary + ": not a text: it has zero bytes");
        assertRefused(big, big + ": longer than the 4 MiB that are read");
        assertRefused(folder, folder + ": not a file");
        assertRefused(folder.resolve("none"), folder.resolve("none") + ": no such file");
    }

    private static void assertRefused(Path file, String message) {
        assertThatExceptionOfType(ImportException.class)
                .isThrownBy(() -> SourceText.read(file))
                .withMessage(message);
    }

    private String read(byte[] bytes) throws IOException, ImportException {
        return SourceText.read(Files.write(folder.resolve("file"), bytes));
    }
}
