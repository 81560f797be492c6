package io.backhand.cli;

import io.backhand.agent.AgentFileCheck;
import io.backhand.config.ConfigException;
import io.backhand.config.ConfigReader;
import io.backhand.config.WebappReader;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says all that is wrong with a configuration. */
@Command(
        name = "check",
        description = "Says all that is wrong with a configuration at once, each with its file and line.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class CheckCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "FILE",
            description = "a TOML file, the web.xml of a web application with the file it names, or an agent's file")
    private @Nullable Path file;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws ConfigException, CommandFailedException {
        Path checked = Given.value(file);
        if (checked.toString().endsWith(".xml")) {
            checkWebapp(checked);
        } else if (AgentFileCheck.seemsOne(checked)) {
            checkAgentFile(checked);
        } else {
            try (Functions functions = Functions.own()) {
                new ConfigReader(functions.catalogue()).read(checked);
            }
        }
        Given.value(spec).commandLine().getOut().println(checked + ": fine");
        return 0;
    }

    private static void checkAgentFile(Path file) throws CommandFailedException {
        Optional<String> problems = AgentFileCheck.problems(file);
        if (problems.isPresent()) {
            throw new CommandFailedException(problems.get());
        }
    }

    private static void checkWebapp(Path webXml) throws ConfigException, CommandFailedException {
        Path inWebInf = webXml.toAbsolutePath().normalize();
        Path webapp = Optional.ofNullable(inWebInf.getParent())
                .map(Path::getParent)
                .filter(folder -> WebappReader.webXml(folder).equals(inWebInf))
                .orElseThrow(() -> new CommandFailedException(webXml + " is not the WEB-INF/web.xml of a folder"));
        try (Functions functions = Functions.ofWebapp(webapp)) {
            new WebappReader(functions.catalogue()).read(webapp, Optional.empty());
        }
    }
}
