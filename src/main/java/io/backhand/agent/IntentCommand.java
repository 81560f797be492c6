package io.backhand.agent;

import io.backhand.cluster.Intent;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
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

    @Option(
            names = "--path",
            paramLabel = "CONTEXT",
            description = "Only the context of that path, such as /app, and what lies below it. May repeat.")
    private List<String> paths = List.of();

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
                Wish wish = paths.isEmpty() ? Wish.UP.with(intent) : ofContexts(saidBefore(file));
                file.write(wish);
                command.getOut()
                        .println(file.path() + " says " + IntentFile.text(wish)
                                + ": the agent that runs announces it within a second");
                return CommandLine.ExitCode.OK;
            } catch (IllegalArgumentException e) {
                err.println(file.path() + " stays as it is: " + e.getMessage());
                return CommandLine.ExitCode.SOFTWARE;
            } catch (IOException e) {
                err.println(file.path() + ": can't be written: " + e);
                return CommandLine.ExitCode.SOFTWARE;
            }
        } catch (ConfigException e) {
            err.println(e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private static Wish saidBefore(IntentFile file) {
        try {
            return file.read().orElse(Wish.UP);
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private Wish ofContexts(Wish before) {
        if (before.intent() == Intent.DRAINING) {
            throw new IllegalArgumentException("all of the server is draining; up without --path ends that");
        }
        Wish wish = before;
        for (String path : paths) {
            wish = wish.with(path, intent);
        }
        return wish;
    }
}
