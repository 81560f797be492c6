package io.backhand.cli;

import io.backhand.config.ConfigException;
import io.backhand.importing.syntax.ImportException;
import io.backhand.server.StartException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

/**
 * The command line of the executable WAR. Exit codes: 0 fine, 1 the configuration or the cluster is at fault, 2
 * wrong usage.
 */
@Command(
        name = "java -jar backhand.war",
        description = "A heartbeat-driven HTTP load balancer. Without a command it is balancer.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class Cli {
    private static final Set<String> OWN_OPTIONS = Set.of("-h", "--help", "-V", "--version");

    private Cli() {}

    /** Runs a command. @return the exit code */
    public static int run(String[] args) {
        return commandLine(new RunningBalancer()).execute(withCommand(args));
    }

    /** The commands, around what runs a balancer. */
    static CommandLine commandLine(BalancerStarter starter) {
        return new CommandLine(new Cli())
                .addSubcommand(new BalancerCommand(starter))
                .addSubcommand(new CheckCommand())
                .addSubcommand(new ClusterCommand())
                .addSubcommand(new ImportCommand())
                .setExecutionExceptionHandler(Cli::tell);
    }

    /** The words with {@code balancer} before them where they name no command. */
    static String[] withCommand(String[] args) {
        boolean namesNone = args.length == 0 || (args[0].startsWith("-") && !OWN_OPTIONS.contains(args[0]));
        if (!namesNone) {
            return args;
        }
        List<String> words = new ArrayList<>(List.of(args));
        words.add(0, BalancerCommand.NAME);
        return words.toArray(String[]::new);
    }

    /** What the user can mend is told in a line for each; what is our fault, with all there is to know. */
    private static int tell(Exception e, CommandLine command, ParseResult parsed) throws Exception {
        PrintWriter err = command.getErr();
        if (e instanceof ConfigException wrong) {
            wrong.problems().forEach(err::println);
        } else if (e instanceof StartException || e instanceof CommandFailedException || e instanceof ImportException) {
            err.println(e.getMessage());
        } else {
            throw e;
        }
        err.flush();
        return CommandLine.ExitCode.SOFTWARE;
    }
}
