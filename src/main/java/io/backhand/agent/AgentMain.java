package io.backhand.agent;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code java -jar backhand-agent.jar}: announces the web server beside it until it is told to stop.
 *
 * <p>Exit codes: 0 fine, 1 the configuration or the machine is at fault, 2 wrong usage.
 */
@Command(
        name = "backhand-agent",
        description = "Announces the web server at URL to Backhand's balancers every second until stopped.",
        mixinStandardHelpOptions = true,
        versionProvider = AgentMain.Version.class,
        subcommands = {ArribaCommand.class, IntentCommand.Drain.class, IntentCommand.Up.class},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:fine", "1:the configuration or the machine is at fault", "2:wrong usage"})
public final class AgentMain implements Callable<Integer> {
    /** A line a message: moment, level, text. */
    private static final String LOG_FORMAT = "%1$tFT%1$tT.%1$tL %4$s %5$s%6$s%n";

    private static final String LOG_FORMAT_PROPERTY = "java.util.logging.SimpleFormatter.format";

    private final AgentSettings settings = new AgentSettings();

    /** Set by picocli, before anything else is. */
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Lines key = value with these options' names; what is given here wins.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--announce",
            paramLabel = "ADDR:PORT[,TTL][@IFACE]",
            description = "Where heartbeats go: a multicast group, a broadcast address or a host. May repeat. "
                    + "By default 239.255.66.72:4445 on the contact's interface.")
    private List<String> announce = List.of();

    private AgentMain() {}

    /** Runs the command. */
    public static void main(String... args) {
        if (System.getProperty(LOG_FORMAT_PROPERTY) == null) {
            System.setProperty(LOG_FORMAT_PROPERTY, LOG_FORMAT);
        }
        CommandLine command = new CommandLine(new AgentMain());
        command.setParameterExceptionHandler(AgentMain::explain);
        System.exit(command.execute(args));
    }

    /** One line, where picocli would print the whole help below it. */
    private static int explain(ParameterException wrong, String[] args) {
        CommandLine command = wrong.getCommandLine();
        command.getErr().println(wrong.getMessage() + " (--help tells more)");
        return CommandLine.ExitCode.USAGE;
    }

    @Option(
            names = "--contact",
            paramLabel = "URL",
            description = "Where the balancer reaches the server: http://HOST[:PORT] or https://HOST[:PORT]. Required.")
    void contact(String value) {
        set("contact", value);
    }

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What the cluster calls it; by default this machine's name, with the port where that is "
                    + "neither 80 nor 443.")
    void name(String value) {
        set("name", value);
    }

    @Option(
            names = "--check",
            paramLabel = "PATH",
            description = "GET this path each second: 2xx and 3xx are well. By default a connection to the contact, "
                    + "with a TLS handshake for https, is enough.")
    void check(String value) {
        set("check", value);
    }

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "The cluster's keys, 64 hexadecimal digits a line: the first one signs.")
    void keyFile(String value) {
        set("key-file", value);
    }

    @Option(
            names = "--arriba",
            paramLabel = "N",
            description = "Speed of one processor; by default measured once, and remembered.")
    void arriba(String value) {
        set("arriba", value);
    }

    @Option(
            names = "--intent-file",
            paramLabel = "FILE",
            description = "Looked at each second for the word draining or up, as the commands drain and up write it; "
                    + "by default the file of --config with .intent after its name.")
    void intentFile(String value) {
        set("intent-file", value);
    }

    @Option(
            names = "--idle-timeout",
            paramLabel = "TIME",
            description = "After which the server closes an idle connection, such as 20s; balancers then give theirs "
                    + "up a second earlier.")
    void idleTimeout(String value) {
        set("idle-timeout", value);
    }

    @Override
    public Integer call() {
        announce.forEach(value -> set("announce", value));
        try {
            if (file.isPresent()) {
                settings.fillFrom(AgentFile.read(file.get()));
            } else if (!settings.hasContact()) {
                throw new ParameterException(spec.commandLine(), "Missing required option: '--contact=URL'");
            }
            announceUntilKilled(settings.complete());
            return CommandLine.ExitCode.OK;
        } catch (ConfigException e) {
            PrintWriter err = spec.commandLine().getErr();
            err.println(e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private static void announceUntilKilled(AgentConfig config) throws ConfigException {
        Agent agent = Agent.start(config, CheckLoop.Until.STOPPED, new RequestGauge());
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            agent.close();
                            stopped.countDown();
                        },
                        "backhand-agent-stop"));
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void set(String key, String value) {
        try {
            settings.set(key, value, Path.of(""));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--" + key + ": " + e.getMessage(), e);
        }
    }

    /** The version that the jar's manifest names. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = AgentMain.class.getPackage().getImplementationVersion();
            return new String[] {"backhand-agent " + (version == null ? "unpackaged" : version)};
        }
    }
}
