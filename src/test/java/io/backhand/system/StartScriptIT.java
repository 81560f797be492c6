package io.backhand.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backhand.testing.cluster.Artifacts;
import io.backhand.testing.cluster.Await;
import io.backhand.testing.cluster.BalancerApi;
import io.backhand.testing.cluster.FreePorts;
import io.backhand.testing.cluster.OwnProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/backhand} and {@code etc/backhand.service}: what they start, and what they say when they can't. */
@Timeout(120)
class StartScriptIT {
    private static final Path SCRIPT = Path.of("bin", "backhand").toAbsolutePath();
    private static final Path SERVICE = Path.of("etc", "backhand.service").toAbsolutePath();
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String JAVA_HOME = System.getProperty("java.home");

    @TempDir
    private Path folder;

    /** What a command printed, and its exit code. */
    private record Outcome(int exitCode, String output) {}

    @BeforeEach
    void needsAShell() {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is no POSIX shell");
    }

    @Test
    void startsABalancerThatAnswersAndEndsBySigterm() throws Exception {
        int port = FreePorts.next();
        Path config = Files.writeString(
                folder.resolve("with a space.toml"),
                """
                        [heartbeats]
                        listen = ["127.0.0.1:%d"]
                        [[listen]]
                        http = "127.0.0.1:%d"
                        """
                        .formatted(FreePorts.next(), port));
        List<String> command = with(List.of("JAVA_HOME=" + JAVA_HOME, war(), "BACKHAND_HEAP=64m"));
        command.addAll(List.of("--config", config.toString()));
        BalancerApi api = new BalancerApi(URI.create("http://127.0.0.1:" + port));

        try (OwnProcess process = OwnProcess.start("balancer", folder, command)) {
            Await.until("the balancer answers", LIMIT, () -> Optional.of(api.servers()));
            // The script has become the JVM: the signal needs no shell to pass it on.
            process.terminate();
            process.awaitExit(LIMIT);
            assertThat(process.output()).doesNotContain("Unrecognized").doesNotContain("warning");
        }
    }

    @Test
    void passesArgumentsFlagsAndTheExitCodeOn() throws Exception {
        Path home = fakeJava("17.0.1", "for each; do echo \"<$each>\"; done; exit 3");
        List<String> command =
                with(List.of("JAVA_HOME=" + home, war(), "BACKHAND_HEAP=99m", "BACKHAND_JAVA_OPTIONS=-Da=1 -Db=2"));
        command.addAll(List.of("check", "a b.toml", "*"));

        Outcome outcome = run(command);

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.output().lines())
                .startsWith("<-Xms99m>", "<-Xmx99m>")
                .endsWith("<-Da=1>", "<-Db=2>", "<-jar>", "<" + Artifacts.war() + ">", "<check>", "<a b.toml>", "<*>");
    }

    @Test
    void findsTheJavaOnThePathAndTheWarBesideItself() throws Exception {
        Path home = fakeJava("25", "echo \"$@\"");
        Path bin = Files.createDirectories(folder.resolve("opt/bin"));
        Path copy = Files.copy(SCRIPT, bin.resolve("backhand"));
        Files.createFile(folder.resolve("opt/backhand.war"));
        Path link = Files.createSymbolicLink(folder.resolve("backhand"), copy);

        Outcome outcome = run(List.of("env", "-i", "PATH=" + home + "/bin:/usr/bin:/bin", "/bin/sh", link.toString()));

        assertThat(outcome.output()).contains("-jar " + bin.toRealPath() + "/../backhand.war");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void saysThatThereIsNoJava() throws Exception {
        Outcome outcome = run(List.of("env", "-i", "PATH=" + folder, "/bin/sh", SCRIPT.toString()));

        assertThat(outcome.exitCode()).isEqualTo(127);
        assertThat(outcome.output()).contains("there is no java: install Java 17 or above, or set JAVA_HOME");
    }

    @Test
    void saysThatTheJavaIsTooOld() throws Exception {
        Path home = fakeJava("1.8.0_402", "");

        Outcome outcome = run(with(List.of("JAVA_HOME=" + home, war())));

        assertThat(outcome.exitCode()).isEqualTo(127);
        assertThat(outcome.output()).contains("takes Java 17 or above").contains("is version 1");
    }

    @Test
    void saysThatJavaHomeOrTheWarIsWrong() throws Exception {
        Outcome noHome = run(with(List.of("JAVA_HOME=" + folder)));
        Outcome noWar = run(with(List.of("JAVA_HOME=" + JAVA_HOME, "BACKHAND_WAR=" + folder.resolve("none.war"))));

        assertThat(noHome.exitCode()).isEqualTo(127);
        assertThat(noHome.output()).contains("JAVA_HOME is " + folder);
        assertThat(noWar.exitCode()).isEqualTo(127);
        assertThat(noWar.output()).contains("none.war, and there is no such file");
    }

    @Test
    void theServiceIsOneThatSystemdUnderstands() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "there is no systemd-analyze");
        // It looks whether what it starts is there, and it is not installed here.
        String unit = Files.readString(SERVICE).replace("/opt/backhand/bin/backhand", SCRIPT.toString());
        Path copy = Files.writeString(folder.resolve("backhand.service"), unit);

        Outcome outcome = run(List.of("/usr/bin/systemd-analyze", "verify", copy.toString()));

        assertThat(outcome.output()).doesNotContain("backhand.service:");
        assertThat(outcome.exitCode()).isZero();
    }

    private static String war() {
        return "BACKHAND_WAR=" + Artifacts.war();
    }

    /** The script with those variables and no others. */
    private static List<String> with(List<String> variables) {
        List<String> command = new ArrayList<>(List.of("env", "-i", "PATH=/usr/bin:/bin"));
        command.addAll(variables);
        command.addAll(List.of("/bin/sh", SCRIPT.toString()));
        return command;
    }

    /** A JAVA_HOME whose java says that version, and runs those lines for all else. */
    private Path fakeJava(String version, String lines) throws IOException {
        Path home = folder.resolve("java home");
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(
                java,
                """
                #!/bin/sh
                if [ "$1" = -version ]; then
                    echo 'Picked up JAVA_TOOL_OPTIONS: -Dx=1' >&2
                    echo 'openjdk version "%s" 2024-01-16' >&2
                    exit 0
                fi
                %s
                """
                        .formatted(version, lines));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return home;
    }

    private Outcome run(List<String> command) throws IOException {
        String name = "run" + System.nanoTime();
        try (OwnProcess process = OwnProcess.start(name, folder, command)) {
            int exitCode = process.awaitExit(LIMIT);
            return new Outcome(exitCode, process.output());
        }
    }
}
