package io.backhand.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.cluster.Intent;
import io.backhand.testing.HeartbeatEar;
import io.backhand.testing.RawServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packed agent: what is in it, and that it runs as the process it is meant to be. */
@Timeout(60)
class AgentJarIT {
    private static final Path JAR = Path.of("target", "backhand-agent.jar");
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final int KILLED_BY_SIGTERM = 128 + 15;

    private final Path folder;

    AgentJarIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void holdsNoForeignClassUnderItsOwnNameButJna() throws Exception {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            List<String> classes = jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".class"))
                    .toList();

            assertThat(classes)
                    .contains(
                            "io/backhand/agent/AgentMain.class",
                            "io/backhand/agent/picocli/CommandLine.class",
                            "io/backhand/agent/oshi/driver/windows/perfmon/LoadAverage.class",
                            "io/backhand/agent/slf4j/LoggerFactory.class",
                            "io/backhand/heartbeat/HeartbeatCodec.class",
                            "io/backhand/cluster/Contact.class")
                    .allMatch(name -> name.startsWith("io/backhand/agent/")
                            || name.startsWith("io/backhand/heartbeat/")
                            || name.startsWith("io/backhand/cluster/")
                            || name.startsWith("com/sun/jna/"));
            assertThat(jar.stream().map(entry -> entry.getName()))
                    .contains("com/sun/jna/win32-x86-64/jnidispatch.dll")
                    .noneMatch(name -> name.endsWith(".so") || name.endsWith(".jnilib"));
        }
    }

    @Test
    void loadsNeitherOshiNorJnaWhereTheJdkKnowsEnough() throws Exception {
        try (RawServer server = new RawServer(client -> {});
                HeartbeatEar ear = new HeartbeatEar()) {
            Process agent = start(
                    List.of("-Xlog:class+load:file=" + folder.resolve("classes.log")),
                    "--contact",
                    server.url(),
                    "--announce",
                    ear.address(),
                    "--arriba",
                    "1");
            ear.await(heard -> heard.sequence() > 2, SOON);
            end(agent);
        }
        assertThat(Files.readString(folder.resolve("classes.log")))
                .contains("io.backhand.agent.AgentMain")
                .doesNotContain("io.backhand.agent.oshi", "com.sun.jna", "io.backhand.agent.slf4j");
    }

    @Test
    void announcesChecksAndSaysGoodbye() throws Exception {
        RawServer server = new RawServer(client -> {});
        int port = server.port();
        try (HeartbeatEar ear = new HeartbeatEar()) {
            Process agent = start(
                    List.of(),
                    "--contact",
                    server.url(),
                    "--name",
                    "web1",
                    "--announce",
                    ear.address(),
                    "--arriba",
                    "1");
            assertThat(ear.await(heard -> heard.heartbeat().intent() == Intent.UP, SOON)
                            .heartbeat()
                            .id()
                            .name())
                    .isEqualTo("web1");
            server.close();
            ear.await(heard -> heard.heartbeat().intent() == Intent.SICK, Duration.ofSeconds(4));
            try (RawServer again = new RawServer(port, ServerSocketFactory.getDefault(), client -> {})) {
                assertThat(again.port()).isEqualTo(port);
                ear.await(heard -> heard.heartbeat().intent() == Intent.UP, Duration.ofSeconds(3));

                agent.destroy();
                ear.await(heard -> heard.heartbeat().intent() == Intent.LEAVING, Duration.ofSeconds(1));
                assertThat(ear.next(SOON).heartbeat().intent()).isEqualTo(Intent.LEAVING);
                assertThat(ear.next(SOON).heartbeat().intent()).isEqualTo(Intent.LEAVING);
                assertThat(agent.waitFor(2, TimeUnit.SECONDS)).isTrue();
                assertThat(agent.exitValue()).isEqualTo(KILLED_BY_SIGTERM);
            } finally {
                agent.destroyForcibly();
            }
        }
    }

    @Test
    void announcesOnceToEachOfSeveralAddresses() throws Exception {
        try (RawServer server = new RawServer(client -> {});
                HeartbeatEar first = new HeartbeatEar();
                HeartbeatEar second = new HeartbeatEar()) {
            Process agent = start(
                    List.of(),
                    "--contact",
                    server.url(),
                    "--announce",
                    first.address(),
                    "--announce",
                    second.address(),
                    "--arriba",
                    "1");
            long heard = first.next(SOON).sequence();

            assertThat(first.next(SOON).sequence()).isEqualTo(heard + 1);
            assertThat(second.next(SOON).sequence()).isEqualTo(heard);
            assertThat(second.next(SOON).sequence()).isEqualTo(heard + 1);
            end(agent);
        }
    }

    @Test
    void whatTheCommandLineSaysWinsOverItsFile() throws Exception {
        try (RawServer server = new RawServer(client -> {});
                HeartbeatEar ear = new HeartbeatEar()) {
            Path file = Files.writeString(
                    folder.resolve("agent.conf"),
                    "contact = " + server.url() + "\nname = filed\nannounce = " + ear.address() + "\narriba = 77\n");
            Process agent = start(List.of(), "--config", file.toString(), "--name", "typed");
            var heard = ear.next(SOON).heartbeat();
            end(agent);

            assertThat(heard.id().name()).isEqualTo("typed");
            assertThat(heard.figures().arriba()).hasValue(77);
        }
    }

    @Test
    void isDrainedAndTakenBackByCommandsOnTheSameMachine() throws Exception {
        try (RawServer server = new RawServer(client -> {});
                HeartbeatEar ear = new HeartbeatEar()) {
            String config = Files.writeString(
                            folder.resolve("agent.conf"),
                            "contact = " + server.url() + "\nannounce = " + ear.address() + "\narriba = 1\n")
                    .toString();
            Process agent = start(List.of(), "--config", config);
            ear.await(heard -> heard.heartbeat().intent() == Intent.UP, SOON);

            assertThat(run("drain", "--config", config).code()).isZero();
            ear.await(heard -> heard.heartbeat().intent() == Intent.DRAINING, SOON);
            assertThat(run("up", "--config", config).code()).isZero();
            ear.await(heard -> heard.heartbeat().intent() == Intent.UP, SOON);

            assertThat(run("drain", "--config", config, "--path", "/a", "--path", "/b")
                            .code())
                    .isZero();
            assertThat(run("up", "--config", config, "--path", "/a").code()).isZero();
            ear.await(heard -> heard.heartbeat().draining().text().equals("/b"), SOON);

            assertThat(run("drain", "--intent-file", config + ".intent").code()).isZero();
            ear.await(heard -> heard.heartbeat().intent() == Intent.DRAINING, SOON);
            run("up", "--config", config, "--path", "/a").with(1, 1, "all of the server");
            run("drain", "--config", config, "--path", "a").with(1, 1, "all of the server");
            end(agent);
        }
    }

    @Test
    void aCommandThatCannotReachItsAgentSaysSoInOneLine() throws Exception {
        run("drain").with(2, 1, "--intent-file");
        run("up", "--config", "a", "--intent-file", "b").with(2, 1, "--intent-file");
        run("drain", "--config", folder.resolve("none.conf").toString()).with(1, 1, "none.conf");
        run("drain", "--intent-file", folder.resolve("none/intent").toString()).with(1, 1, "can't be written");
        run("drain", "--intent-file", folder.resolve("intent").toString(), "--path", "a")
                .with(1, 1, "a path such as /app");
    }

    @Test
    void wrongUsageIsExitCodeTwoAndOneLine() throws Exception {
        run().with(2, 1, "--contact");
        run("--contact", "web1").with(2, 1, "SCHEME://HOST");
        run("--contact", "http://127.0.0.1", "--verbose").with(2, 1, "--verbose");
        run("--contact", "http://127.0.0.1", "--announce", "x").with(2, 1, "ADDR:PORT");
    }

    @Test
    void aKeyFileThatIsOpenToOthersIsExitCodeOneAndOneLine() throws Exception {
        Path key = Files.writeString(folder.resolve("cluster.key"), "a1".repeat(32));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

        run("--contact", "http://127.0.0.1", "--key-file", key.toString()).with(1, 1, "cluster.key");
        run("--contact", "http://127.0.0.1", "--key-file", "none.key").with(1, 1, "none.key");
    }

    @Test
    void allThatIsWrongInAFileIsSaidAtOnce() throws Exception {
        Path file = Files.writeString(folder.resolve("agent.conf"), "contact = web1\nspeed = 5\n");

        run("--config", file.toString()).with(1, 2, "agent.conf:2");
    }

    @Test
    void theSpeedTestPrintsItsFigureInTwoSeconds() throws Exception {
        Process arriba = start(List.of(), "arriba");
        try (InputStream out = arriba.getInputStream()) {
            String printed = new String(out.readAllBytes(), StandardCharsets.US_ASCII).strip();
            assertThat(arriba.waitFor(5, TimeUnit.SECONDS)).isTrue();
            assertThat(arriba.exitValue()).isZero();
            assertThat(Long.parseLong(printed)).isPositive();
        }
    }

    @Test
    void helpsAndTellsItsVersion() throws Exception {
        assertThat(run("--help").code()).isZero();
        assertThat(run("--version").code()).isZero();
        assertThat(run("arriba", "--help").code()).isZero();
    }

    /**
     * How a run ended that was not to last.
     *
     * @param code its exit code
     * @param error what it said on its error stream
     */
    private record Ended(int code, String error) {
        void with(int expectedCode, int lines, String said) {
            assertThat(code).as(error).isEqualTo(expectedCode);
            assertThat(error.lines()).hasSize(lines);
            assertThat(error).contains(said);
        }
    }

    private Ended run(String... args) throws IOException, InterruptedException {
        Process process = start(List.of(), args);
        try {
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        String error = Files.readString(folder.resolve("error.log"));
        return new Ended(process.exitValue(), error);
    }

    private Process start(List<String> flags, String... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Duser.home=" + folder);
        command.addAll(flags);
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(folder.resolve("error.log").toFile());
        builder.environment().remove("XDG_CACHE_HOME");
        return builder.start();
    }

    private static void end(Process agent) throws InterruptedException {
        agent.destroy();
        if (!agent.waitFor(5, TimeUnit.SECONDS)) {
            agent.destroyForcibly();
            throw new AssertionError("still runs");
        }
    }
}
