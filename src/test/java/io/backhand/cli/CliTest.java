package io.backhand.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.config.BalancerConfig;
import io.backhand.config.BalancerConfig.Listener;
import io.backhand.server.StartException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CliTest {
    @TempDir
    Path folder;

    private final List<BalancerConfig> started = new ArrayList<>();
    private final List<Optional<Path>> webapps = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void withoutAWordItRunsABalancerByTheDefaults() {
        assertThat(run()).isZero();

        assertThat(started).containsExactly(BalancerConfig.defaults());
        assertThat(webapps).containsExactly(Optional.empty());
    }

    @Test
    void optionsWithoutACommandAreTheBalancers() throws IOException {
        Path file = write("backhand.toml", "[status]\nhosts = [\"a\"]\n[[listen]]\nhttp = \"[::1]:1\"\n");

        assertThat(run("--config", file.toString(), "--http", "127.0.0.1:0")).isZero();

        assertThat(started).singleElement().satisfies(config -> {
            assertThat(config.status().hosts()).containsExactly("a");
            assertThat(config.listeners()).containsExactly(Listener.http("127.0.0.1:0"));
        });
    }

    @Test
    void everythingWrongIsToldAndNothingStarted() throws IOException {
        Path file = write("backhand.toml", "[status]\nhost = []\n[[route]]\npath = \"app\"\n");

        assertThat(run("balancer", "--config", file.toString())).isEqualTo(1);

        assertThat(err.toString().lines())
                .containsExactly(
                        file + ":2: unknown key \"host\" in [status]; did you mean hosts?",
                        file + ":4: path begins with /, not \"app\"");
        assertThat(started).isEmpty();
    }

    @Test
    void contextsOfAWebappExcludeRoutesOfTheFile() throws IOException {
        Path file = write("backhand.toml", "[[route]]\npath = \"/app\"\n");
        Path webXml = mountingWebXml();

        assertThat(run("--config", file.toString(), "--webapp", folder.toString()))
                .isEqualTo(1);

        assertThat(err.toString().lines())
                .containsExactly(file + ":1: no [[route]] where contexts are mounted in a web.xml, here " + webXml);
        assertThat(started).isEmpty();
    }

    @Test
    void aWebappIsHandedOn() throws IOException {
        mountingWebXml();

        assertThat(run("--webapp", folder.toString())).isZero();

        assertThat(webapps).containsExactly(Optional.of(folder));
    }

    @Test
    void whatStandsInTheWayOnThisMachineIsOneLine() {
        int exitCode = run(
                (config, webapp) -> {
                    throw new StartException("0.0.0.0:8080 is taken", new IOException("bind"));
                },
                "balancer");

        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString().lines()).containsExactly("0.0.0.0:8080 is taken");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--http=8080",
                "--https=x",
                "frobnicate",
                "check",
                "balancer x",
                "cluster x",
                "import",
                "import a b"
            })
    void wrongUsageIsExitCodeTwo(String words) {
        assertThat(run(words.split(" ", -1))).isEqualTo(2);
        assertThat(err.toString()).isNotBlank();
        assertThat(started).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "balancer --help", "check --help", "cluster --help", "import --help"})
    void helpIsThereForEachCommand(String words) {
        assertThat(run(words.split(" ", -1))).isZero();
        assertThat(out.toString()).startsWith("Usage: java -jar backhand.war");
        assertThat(started).isEmpty();
    }

    @Test
    void theVersionIsTheBuilds() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).matches("backhand \\d+\\.\\d+\\.\\d+\\S*\\R");
    }

    @Test
    void checkSaysThatAFileIsFine() throws IOException {
        Path file = write("backhand.toml", "");

        assertThat(run("check", file.toString())).isZero();
        assertThat(out.toString()).isEqualTo(file + ": fine" + System.lineSeparator());
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void checkSaysAllThatIsWrong() throws IOException {
        Path file = write("backhand.toml", "a = 1\n[statuz]\n");

        assertThat(run("check", file.toString())).isEqualTo(1);
        assertThat(err.toString().lines()).hasSize(2).allMatch(line -> line.startsWith(file + ":"));
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void checkReadsAWebXmlToo() throws IOException {
        Path webXml = mountingWebXml();
        assertThat(run("check", webXml.toString())).isZero();

        Path elsewhere = write("web.xml", "<web-app/>");
        assertThat(run("check", elsewhere.toString())).isEqualTo(1);
        assertThat(err.toString().lines()).containsExactly(elsewhere + " is not the WEB-INF/web.xml of a folder");
    }

    @Test
    void importPrintsWhatPassesCheck() throws IOException {
        Path source = write("httpd.conf", "<Location /app>\nBackhand byAge 6\n</Location>\n");

        assertThat(run("import", source.toString())).isZero();
        assertThat(err.toString()).isEmpty();
        Path imported = write("backhand.toml", out.toString());

        assertThat(run("check", imported.toString())).isZero();
        assertThat(imported).content().contains("chain = [\"byAge 6s\"]  # " + source + ":2\n");
    }

    @Test
    void anAgentsFileThatIsImportedPassesCheckToo() throws IOException {
        Path source = write(
                "bhb.reg",
                """
                REGEDIT4

                [HKEY_LOCAL_MACHINE\\SOFTWARE\\CerebraSoft\\Backhand_Broadcast\\BroadcastParams]
                "ContactIP"="192.168.0.121"
                "SendIP"="192.168.0.255"
                """);

        assertThat(run("import", source.toString())).isZero();
        Path imported = write("agent.conf", out.toString());

        assertThat(run("check", imported.toString())).isZero();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void checkSaysAllThatIsWrongWithAnAgentsFile() throws IOException {
        Path file = write("agent.conf", "# ours\n\nname = a b\nannounce = here\n");

        assertThat(run("check", file.toString())).isEqualTo(1);
        assertThat(err.toString().lines())
                .hasSize(2)
                .anyMatch(line -> line.startsWith(file + ":3: "))
                .anyMatch(line -> line.startsWith(file + ":4: "));
    }

    @Test
    void importSaysInALineWhyThereIsNothing() throws IOException {
        Path source = write("httpd.conf", "Listen 80\n");

        assertThat(run("import", source.toString())).isEqualTo(1);
        assertThat(run("import", folder.resolve("none").toString())).isEqualTo(1);

        assertThat(err.toString().lines())
                .containsExactly(
                        source
                                + ": nothing to import: no directive of mod_backhand or mod_proxy in it says where requests go",
                        folder.resolve("none") + ": no such file");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void clusterTakesAUrl() {
        assertThat(run("cluster", "--url", "localhost:8080")).isEqualTo(2);
        assertThat(err.toString().lines()).startsWith("--url takes http://HOST:PORT, not \"localhost:8080\"");
    }

    private int run(String... args) {
        return run(
                (config, webapp) -> {
                    started.add(config);
                    webapps.add(webapp);
                },
                args);
    }

    private int run(BalancerStarter starter, String... args) {
        CommandLine commands =
                Cli.commandLine(starter).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return commands.execute(Cli.withCommand(args));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Path mountingWebXml() throws IOException {
        Files.createDirectories(folder.resolve("WEB-INF"));
        return write(
                "WEB-INF/web.xml",
                """
                <web-app>
                  <servlet>
                    <servlet-name>app</servlet-name>
                    <servlet-class>io.backhand.proxy.BackhandServlet</servlet-class>
                  </servlet>
                  <servlet-mapping>
                    <servlet-name>app</servlet-name>
                    <url-pattern>/app/*</url-pattern>
                  </servlet-mapping>
                </web-app>
                """);
    }
}
