package io.backhand.server;

import io.backhand.testing.cluster.Artifacts;
import io.backhand.testing.cluster.OwnProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code java -jar backhand.war --config FILE}, the three contexts in the file. */
class RoutesInTomlIT extends ThreeContextsSuite {
    private @Nullable OwnProcess process;

    @Override
    int start(Path folder) throws Exception {
        Path config = Files.writeString(
                folder.resolve("backhand.toml"), sharedToml(folder) + listenToml() + routesToml(folder));
        process = OwnProcess.start(
                "balancer",
                folder,
                List.of(Artifacts.java(), "-jar", Artifacts.war().toString(), "--config", config.toString()));
        process.awaitOutput("ready: listens on", START);
        return portIn(process, "ready: listens on http://127.0.0.1:(\\d+)");
    }

    @Override
    void stop() {
        if (process != null) {
            process.close();
        }
    }
}
