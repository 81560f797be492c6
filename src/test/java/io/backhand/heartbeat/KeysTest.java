package io.backhand.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backhand.testing.FakeAgent;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void theFirstKeySignsAndAllVerify() throws Exception {
        Keys keys = Keys.read(file("# old one below\n\n" + TestKeys.HEX + "\r\n  " + TestKeys.OTHER_HEX + "  \n"));

        byte[] signed = agent().beat(keys);

        assertThat(verifies(TestKeys.OURS, signed)).isTrue();
        assertThat(verifies(TestKeys.FOREIGN, signed)).isFalse();
        assertThat(verifies(keys, agent().beat(TestKeys.FOREIGN))).isTrue();
        assertThat(verifies(keys, agent().beat(TestKeys.OURS))).isTrue();
    }

    @Test
    void verifiesOnlyTheVeryBytesThatWereSigned() throws Exception {
        byte[] signed = agent().beat(TestKeys.OURS);
        signed[10] ^= 1;

        assertThat(verifies(TestKeys.OURS, signed)).isFalse();
    }

    @Test
    void derivesKeysForOtherPurposesThatAreTheSameEachTimeAndOtherForEachKeyAndPurpose() {
        Keys two = TestKeys.of(TestKeys.HEX, TestKeys.OTHER_HEX);

        assertThat(two.derive("cookies"))
                .hasSize(2)
                .containsExactly(two.derive("cookies").toArray(byte[][]::new));
        assertThat(two.derive("cookies").get(0))
                .isNotEqualTo(two.derive("cookies").get(1));
        assertThat(two.derive("cookies").get(0))
                .isNotEqualTo(two.derive("other").get(0));
        assertThat(TestKeys.OURS.derive("cookies").get(0))
                .isEqualTo(two.derive("cookies").get(0));
    }

    @Test
    void acceptsCapitalsInAMac() throws Exception {
        byte[] signed = agent().beat(TestKeys.OURS);
        for (int i = signed.length - 64; i < signed.length; i++) {
            signed[i] = (byte) Character.toUpperCase(signed[i]);
        }

        assertThat(verifies(TestKeys.OURS, signed)).isTrue();
    }

    @Test
    void saysInWhichLineAKeyIsWrongWithoutShowingIt() throws Exception {
        Path file = file("# ours\n" + TestKeys.HEX + "\n" + TestKeys.HEX.substring(1) + "\n");

        assertThatThrownBy(() -> Keys.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ":3: a key is 64 hexadecimal digits, not these 63 characters");
    }

    @Test
    void refusesAFileWithoutAKeyOrWithTooMany() throws Exception {
        Path empty = file("# nothing\n");
        assertThatThrownBy(() -> Keys.read(empty)).hasMessage(empty + ": a key file holds 1 to 8 keys, not 0");

        Path many = file((TestKeys.HEX + "\n").repeat(9));
        assertThatThrownBy(() -> Keys.read(many)).hasMessage(many + ": a key file holds 1 to 8 keys, not 9");
    }

    @Test
    void refusesAFileOfUnreasonableSize() throws Exception {
        Path huge = file("#".repeat(65 * 1024));

        assertThatThrownBy(() -> Keys.read(huge)).hasMessage(huge + ": a key file has at most 65536 bytes");
    }

    @Test
    void saysWhichFileIsMissing() {
        Path missing = folder.resolve("missing.key");

        assertThatThrownBy(() -> Keys.read(missing)).hasMessage(missing + ": no such key file");
        assertThatThrownBy(() -> Keys.read(folder)).hasMessage(folder + ": the key file can't be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-rw-rw-"})
    void refusesAFileThatOthersMayReadOrWrite(String permissions) throws Exception {
        assumeTrue(
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix"), "no POSIX permissions here");
        Path file = file(TestKeys.HEX);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

        assertThatThrownBy(() -> Keys.read(file))
                .hasMessage(file + ": others may read or write the key file: chmod 600 " + file);
    }

    private Path file(String content) throws IOException {
        Path file = Files.createTempFile(folder, "cluster", ".key");
        return Files.writeString(file, content);
    }

    private static FakeAgent agent() {
        return new FakeAgent("alpha", "http://10.0.0.7:8080");
    }

    private static boolean verifies(Keys keys, byte[] signed) throws RefusedException {
        Datagram.Native decoded = (Datagram.Native) HeartbeatCodec.decode(signed, signed.length);
        return keys.verify(signed, decoded.signature().orElseThrow());
    }
}
