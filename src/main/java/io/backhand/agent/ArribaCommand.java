package io.backhand.agent;

import io.backhand.cluster.NanoClock;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code java -jar backhand-agent.jar arriba}: runs the speed test anew and prints its figure. */
@Command(
        name = "arriba",
        description = "Runs the speed test, up to 2 s, and prints rounds a millisecond of one processor.",
        mixinStandardHelpOptions = true)
final class ArribaCommand implements Callable<Integer> {
    /** Set by picocli, before anything else is. */
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        OptionalLong figure = Arriba.measure(NanoClock.system());
        if (figure.isEmpty()) {
            spec.commandLine().getErr().println("no figure: this machine had too little time to spare for the test");
            return CommandLine.ExitCode.SOFTWARE;
        }
        spec.commandLine().getOut().println(figure.getAsLong());
        return CommandLine.ExitCode.OK;
    }
}
