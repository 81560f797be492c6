package io.backhand.importing;

import io.backhand.candidacy.functions.FunctionCatalogue;
import io.backhand.importing.syntax.HttpdReader;
import io.backhand.importing.syntax.ImportException;
import io.backhand.importing.syntax.RegistryReader;
import io.backhand.importing.syntax.SourceText;
import java.nio.file.Path;

/** Turns a file of another program's into a configuration of Backhand's. */
public final class Importer {
    /** As much as a configuration may have (configuration.md). */
    private static final int MAX_CHARS = 1024 * 1024;

    private Importer() {}

    /**
     * What a file says, in the words of {@code backhand.toml}; of a broadcaster's registry, in those of an agent's file.
     *
     * @param functions those that a chain may name
     * @return text in ASCII, which the reader of such files takes
     * @throws ImportException if the file can't be read, or there is nothing of the kind in it
     */
    public static String read(Path file, FunctionCatalogue functions) throws ImportException {
        String source = SourceText.read(file);
        String name = file.toString();
        String imported = RegistryReader.isExport(source)
                ? BroadcasterImport.of(name, RegistryReader.read(name, source))
                : HttpdImport.of(name, HttpdReader.read(file, source), functions);
        if (imported.length() > MAX_CHARS) {
            throw new ImportException(name + ": what it says takes more than the 1 MiB that a configuration may have;"
                    + " import the files it includes one by one");
        }
        return imported;
    }
}
