package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import io.backhand.testing.cluster.Artifacts;
import io.backhand.testing.cluster.FreePorts;
import io.backhand.testing.cluster.OwnProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code java -jar backhand.war} as a process: how it starts, stops, and says why it doesn't start. */
@Timeout(120)
class ExecutableWarIT {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(30);
    private static final String READY = "ready: listens on http://127.0.0.1:";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final int ENDED_BY_SIGTERM = 128 + 15;

    @TempDir
    private Path folder;

    private Path temp = Path.of("");

    @BeforeEach
    void makeTempFolder() throws IOException {
        temp = Files.createDirectory(folder.resolve("temp"));
    }

    @Test
    void unpacksForItsOwnerAloneAndTidiesUpOnASignal() throws Exception {
        try (OwnProcess balancer = run(Artifacts.java(), "--config", config("").toString())) {
            balancer.awaitOutput(READY, START);
            assertThat(unpacked()).singleElement().satisfies(unpacked -> assertThat(
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(unpacked)))
                    .isEqualTo("rwx------"));

            balancer.terminate();

            assertThat(balancer.awaitExit(STOP)).isEqualTo(ENDED_BY_SIGTERM);
            assertThat(balancer.output()).contains("stopped").doesNotContain("Exception");
            assertThat(unpacked()).isEmpty();
        }
    }

    @Test
    void runsOnJava25() throws Exception {
        Optional<Path> java25 = java25();
        assumeThat(java25).as("a JDK 25 beside the one of this test").isPresent();
        try (RawBackend backend = RawBackend.answering(OK);
                OwnProcess balancer = run(
                        java25.orElseThrow().toString(),
                        "--config",
                        config("[[backend]]\nname = \"alpha\"\nurl = \"" + backend.url() + "\"\n")
                                .toString())) {
            balancer.awaitOutput(READY, START);
            int port = ThreeContextsSuite.portIn(balancer, READY + "(\\d+)");

            assertThat(RawClient.exchange(port, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                    .endsWith("\r\n\r\nok");
        }
    }

    @Test
    void tellsAllThatIsWrongWithAFileAtOnceAndStartsNothing() throws Exception {
        Path config = Files.writeString(
                folder.resolve("wrong.toml"),
                """
                [heartbeats]
                listn = ["127.0.0.1:%d"]

                [[listen]]
                http = "127.0.0.1:0"

                [[route]]
                path = "/app"
                chain = ["byAge six", "byMagic"]
                """
                        .formatted(FreePorts.any()));

        List<String> lines = failure("--config", config.toString());

        assertThat(lines).hasSize(3).allSatisfy(line -> assertThat(line).startsWith(config + ":"));
        assertThat(lines.get(0)).startsWith(config + ":2: ").contains("listn");
        assertThat(lines.get(1)).startsWith(config + ":9: ").contains("six");
        assertThat(lines.get(2)).startsWith(config + ":9: ").contains("byMagic");
    }

    @Test
    void saysInOneLineThatAPortIsTaken() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + other.getLocalPort();

            assertThat(failure("--config", config("").toString(), "--http", address))
                    .containsExactly(address + " is taken: another process listens there");
        }
    }

    @Test
    void saysInOneLineThatAKeyFileIsOpenToOthers() throws Exception {
        Path key = Files.writeString(folder.resolve("cluster.key"), "0".repeat(64) + "\n");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(failure("--config", configWithKeyFile(key).toString()))
                .singleElement()
                .asString()
                .contains("cluster.key")
                .contains("chmod 600");
    }

    @Test
    void saysInOneLineThatAGroupCanNotBeJoined() throws Exception {
        Path config = Files.writeString(
                folder.resolve("group.toml"),
                "[heartbeats]\nlisten = [\"239.255.66.72:%d@nosuch0\"]\n\n[[listen]]\nhttp = \"127.0.0.1:0\"\n"
                        .formatted(FreePorts.any()));

        assertThat(failure("--config", config.toString()))
                .singleElement()
                .asString()
                .contains("239.255.66.72")
                .contains("nosuch0");
    }

    private List<String> failure(String... args) throws IOException {
        try (OwnProcess balancer = run(Artifacts.java(), args)) {
            assertThat(balancer.awaitExit(START)).as(balancer.output()).isEqualTo(1);
            assertThat(unpacked()).isEmpty();
            return balancer.output().lines().toList();
        }
    }

    private OwnProcess run(String java, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                java, "-Djava.io.tmpdir=" + temp, "-jar", Artifacts.war().toString()));
        command.addAll(List.of(args));
        return OwnProcess.start("balancer", folder, command);
    }

    private List<Path> unpacked() throws IOException {
        try (Stream<Path> files = Files.list(temp)) {
            return files.filter(file -> file.getFileName().toString().startsWith("backhand-war-"))
                    .toList();
        }
    }

    private Path config(String more) throws IOException {
        return Files.writeString(
                folder.resolve("backhand.toml"),
                "[heartbeats]\nlisten = [\"127.0.0.1:%d\"]\n\n[[listen]]\nhttp = \"127.0.0.1:0\"\n\n%s"
                        .formatted(FreePorts.any(), more));
    }

    private Path configWithKeyFile(Path key) throws IOException {
        return Files.writeString(
                folder.resolve("signed.toml"),
                "[heartbeats]\nlisten = [\"127.0.0.1:%d\"]\nkey-file = \"%s\"\n\n[[listen]]\nhttp = \"127.0.0.1:0\"\n"
                        .formatted(FreePorts.any(), key));
    }

    /** A JDK 25 among those installed beside the one that runs this test. */
    private static Optional<Path> java25() throws IOException {
        Path here = Path.of(System.getProperty("java.home")).toRealPath();
        try (Stream<Path> jdks = Files.list(here.resolveSibling("."))) {
            return jdks.filter(jdk -> isVersion25(jdk.resolve("release")))
                    .map(jdk -> jdk.resolve("bin/java").normalize())
                    .findFirst();
        }
    }

    private static boolean isVersion25(Path release) {
        try {
            return Files.readString(release).contains("JAVA_VERSION=\"25");
        } catch (IOException e) {
            return false;
        }
    }
}
