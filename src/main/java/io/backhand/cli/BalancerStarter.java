package io.backhand.cli;

import io.backhand.config.BalancerConfig;
import io.backhand.server.StartException;
import java.nio.file.Path;
import java.util.Optional;

/** Runs a balancer. */
@FunctionalInterface
interface BalancerStarter {
    /**
     * Starts it and waits until it has stopped.
     *
     * @param config what it is to do
     * @param webapp a folder whose {@code WEB-INF/web.xml} mounts the contexts
     * @throws StartException what stands in the way on this machine; nothing runs then
     */
    void runUntilStopped(BalancerConfig config, Optional<Path> webapp) throws StartException, InterruptedException;
}
