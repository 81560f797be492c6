package io.backhand.cli;

import io.backhand.config.BalancerConfig;
import io.backhand.config.BalancerConfig.Listener;
import io.backhand.config.ConfigException;
import io.backhand.config.ConfigReader;
import io.backhand.config.WebappReader;
import io.backhand.server.StartException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Runs the balancer; nothing is started where anything is wrong with its configuration. */
@Command(
        name = BalancerCommand.NAME,
        description = "Runs the balancer. Without a file: HTTP on 0.0.0.0:8080, heartbeats on the default group, "
                + "every path balanced by the default chain.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class BalancerCommand implements Callable<Integer> {
    static final String NAME = "balancer";

    private final BalancerStarter starter;

    @Option(names = "--config", paramLabel = "FILE", description = "the configuration, in TOML")
    private @Nullable Path config;

    @Option(
            names = "--http",
            paramLabel = "HOST:PORT",
            converter = ListenerConverter.class,
            description = "listens here, instead of at the [[listen]] of the file")
    private @Nullable Listener http;

    @Option(
            names = "--webapp",
            paramLabel = "DIR",
            description = "mounts the contexts of DIR/WEB-INF/web.xml, instead of the [[route]] of the file")
    private @Nullable Path webapp;

    BalancerCommand(BalancerStarter starter) {
        this.starter = starter;
    }

    @Override
    public Integer call() throws ConfigException, StartException, CommandFailedException, InterruptedException {
        BalancerConfig read = settings();
        BalancerConfig settings = http == null ? read : read.withListeners(List.of(http));
        starter.runUntilStopped(settings, Optional.ofNullable(webapp));
        return 0;
    }

    private BalancerConfig settings() throws ConfigException, CommandFailedException {
        if (webapp != null) {
            try (Functions functions = Functions.ofWebapp(webapp)) {
                return new WebappReader(functions.catalogue()).read(webapp, Optional.ofNullable(config));
            }
        }
        if (config != null) {
            try (Functions functions = Functions.own()) {
                return new ConfigReader(functions.catalogue()).read(config);
            }
        }
        return BalancerConfig.defaults();
    }

    private static final class ListenerConverter implements ITypeConverter<Listener> {
        @Override
        public Listener convert(String value) {
            try {
                return Listener.http(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
