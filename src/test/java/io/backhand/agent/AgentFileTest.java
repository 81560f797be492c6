package io.backhand.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentFileTest {
    private final Path folder;

    AgentFileTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void readsKeysAndSkipsComments() throws Exception {
        Path file = write(
                """
                # the shop
                contact = http://127.0.0.1:9001
                  name=shop

                announce = 127.0.0.1:4445
                announce = 127.0.0.1:4446
                check = /health?a=b
                """);
        AgentConfig config = AgentFile.read(file).complete();

        assertThat(config.contact().url()).isEqualTo("http://127.0.0.1:9001");
        assertThat(config.name().name()).isEqualTo("shop");
        assertThat(config.announce()).hasSize(2);
        assertThat(config.check()).hasValue("/health?a=b");
    }

    @Test
    void saysAllThatIsWrongWithItsLine() throws Exception {
        Path file = write("contact = web1\nname shop\n\nintervall = 2s\narriba =\ncheck = health\n");

        assertThatThrownBy(() -> AgentFile.read(file)).isInstanceOfSatisfying(ConfigException.class, e -> assertThat(
                        String.valueOf(e.getMessage()).lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith(file + ":1: ").contains("\"web1\""),
                        line -> assertThat(line).startsWith(file + ":2: ").contains("key = value"),
                        line -> assertThat(line).startsWith(file + ":4: ").contains("unknown key \"intervall\""),
                        line -> assertThat(line).startsWith(file + ":5: ").contains("has no value"),
                        line -> assertThat(line).startsWith(file + ":6: ").contains("/health")));
    }

    @Test
    void aKeyFileIsLookedForBesideTheFile() throws Exception {
        Path key = folder.resolve("cluster.key");
        Files.writeString(key, "a1".repeat(32) + "\n");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        Path file = write("contact = http://127.0.0.1\nkey-file = cluster.key\n");

        assertThat(AgentFile.read(file).complete().keys()).isPresent();
    }

    @Test
    void theIntentFileStandsBesideTheFileWhereItNamesNoOther() throws Exception {
        Path file = write("contact = http://127.0.0.1\n");
        assertThat(AgentFile.read(file).complete().intentFile()).contains(folder.resolve("agent.conf.intent"));

        write("contact = http://127.0.0.1\nintent-file = run/web1\n");
        assertThat(AgentFile.read(file).complete().intentFile()).contains(folder.resolve("run/web1"));
    }

    @Test
    void refusesWhatIsNoSuchFile() throws Exception {
        Path binary = folder.resolve("binary");
        Files.write(binary, "name = b\u00fcro".getBytes(StandardCharsets.ISO_8859_1));
        Path huge = write("#".repeat(70_000));

        assertThatThrownBy(() -> AgentFile.read(folder.resolve("none"))).hasMessageContaining("no such file");
        assertThatThrownBy(() -> AgentFile.read(binary)).hasMessageContaining("UTF-8");
        assertThatThrownBy(() -> AgentFile.read(huge)).hasMessageContaining("70000");
        assertThatThrownBy(() -> AgentFile.read(folder)).isInstanceOf(ConfigException.class);
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("agent.conf"), text);
    }
}
