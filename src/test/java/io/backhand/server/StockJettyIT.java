package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.cluster.Artifacts;
import io.backhand.testing.cluster.OwnProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The WAR in the {@code webapps} folder of an unpacked stock Jetty, the three contexts in a file. */
class StockJettyIT extends ThreeContextsSuite {
    private static final Duration SETUP = Duration.ofSeconds(60);

    private @Nullable OwnProcess process;

    @Override
    int start(Path folder) throws Exception {
        Path config = Files.writeString(folder.resolve("backhand.toml"), sharedToml(folder) + routesToml(folder));
        Path base = Files.createDirectory(folder.resolve("base"));
        String startJar = jettyHome().resolve("start.jar").toString();
        String inBase = "jetty.base=" + base;
        try (OwnProcess setup = OwnProcess.start(
                "setup",
                folder,
                List.of(Artifacts.java(), "-jar", startJar, inBase, "--add-modules=http,ee11-deploy"))) {
            assertThat(setup.awaitExit(SETUP)).as(setup.output()).isZero();
        }
        Files.copy(Artifacts.war(), base.resolve("webapps/backhand.war"));
        process = OwnProcess.start(
                "jetty",
                folder,
                List.of(
                        Artifacts.java(),
                        "-Dbackhand.config=" + config,
                        "-jar",
                        startJar,
                        inBase,
                        "jetty.http.host=127.0.0.1",
                        "jetty.http.port=0"));
        process.awaitOutput("Started oejs.Server", START);
        return portIn(process, "\\{127\\.0\\.0\\.1:(\\d+)}");
    }

    @Override
    void stop() {
        if (process != null) {
            process.close();
        }
    }

    private static Path jettyHome() throws IOException {
        try (Stream<Path> unpacked = Files.list(Path.of("target/jetty-home"))) {
            return unpacked.filter(Files::isDirectory).findFirst().orElseThrow().toAbsolutePath();
        }
    }
}
