package io.backhand.cli;

import io.backhand.config.BalancerConfig;
import io.backhand.server.EmbeddedServer;
import io.backhand.server.StartException;
import java.nio.file.Path;
import java.util.Optional;

/** Runs a balancer on our own server, until the process is told to end. */
final class RunningBalancer implements BalancerStarter {
    @Override
    public void runUntilStopped(BalancerConfig config, Optional<Path> webapp)
            throws StartException, InterruptedException {
        EmbeddedServer server = EmbeddedServer.start(config, webapp);
        server.stopOnSignal();
        server.awaitStop();
    }
}
