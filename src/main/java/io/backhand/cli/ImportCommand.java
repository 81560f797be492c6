package io.backhand.cli;

import io.backhand.importing.Importer;
import io.backhand.importing.syntax.ImportException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what another program's configuration says as Backhand's. */
@Command(
        name = "import",
        description = "Reads directives of mod_backhand and of httpd's proxy, or the exported registry of the NT "
                + "Backhand Broadcaster, and prints the same as Backhand's configuration, with a comment on all "
                + "that could not be carried over.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ImportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "an httpd.conf with what it includes, or a .reg file")
    private @Nullable Path file;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws ImportException, CommandFailedException {
        try (Functions functions = Functions.own()) {
            String imported = Importer.read(Given.value(file), functions.catalogue());
            Given.value(spec).commandLine().getOut().print(imported);
            Given.value(spec).commandLine().getOut().flush();
        }
        return 0;
    }
}
