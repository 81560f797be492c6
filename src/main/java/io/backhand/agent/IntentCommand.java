package io.backhand.agent;

import io.backhand.cluster.Intent;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code drain} and {@code up}: tell the agent that runs on this machine what its server wants, by its intent file. */
abstract class IntentCommand implements Callable<Integer> {
    private final Intent intent;

    /** Set by picocli, before anything else is. */
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** Set by picocli, which requires it. */
    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init")
    private Which which;

    private IntentCommand(Intent intent) {
        this.intent = intent;
    }

    /** Which agent is meant. */
    static final class Which {
        @Option(
                names = "--config",
                paramLabel = "FILE",
                description = "The agent's file. Its intent-file is written, or FILE.intent where it names none.")
        private Optional<Path> config = Optional.empty();

        @Option(
                names = "--intent-file",
                paramLabel = "FILE",
                description = "The agent's intent file, where it has no file of its own.")
        private Optional<Path> intentFile = Optional.empty();

        private Path file() throws ConfigException {
            return config.isPresent()
                    ? AgentFile.read(config.get()).intentFile().orElseThrow()
                    : intentFile.orElseThrow();
        }
    }

    /** Asks for no new requests. */
    @Command(
            name = "drain",
            description = "Has the agent announce that its server finishes what it has and wants nothing new.",
            mixinStandardHelpOptions = true)
    static final class Drain extends IntentCommand {
        Drain() {
            super(Intent.DRAINING);
        }
    }

    /** Asks for requests again. */
    @Command(
            name = "up",
            description = "Has the agent announce that its server takes requests again.",
            mixinStandardHelpOptions = true)
    static final class Up extends IntentCommand {
        Up() {
            super(Intent.UP);
        }
    }

    @Override
    public Integer call() {
        CommandLine command = spec.commandLine();
        PrintWriter err = command.getErr();
        try {
            IntentFile file = new IntentFile(which.file());
            try {
                file.write(intent);
            } catch (IOException e) {
                err.println(file.path() + ": can't be written: " + e);
                return CommandLine.ExitCode.SOFTWARE;
            }
            command.getOut()
                    .println(file.path() + " says " + intent.name().toLowerCase(Locale.ROOT)
                            + ": the agent that runs announces it within a second");
            return CommandLine.ExitCode.OK;
        } catch (ConfigException e) {
            err.println(e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }
}
