package io.backhand.importing;

import io.backhand.candidacy.functions.FunctionCatalogue;
import io.backhand.config.BalancerConfig;
import io.backhand.config.ConfigException;
import io.backhand.config.ConfigReader;
import io.backhand.importing.syntax.HttpdReader;
import io.backhand.importing.syntax.ImportException;
import io.backhand.routing.Route;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What came of a configuration of httpd's.
 *
 * @param text as it is printed
 * @param config what a balancer reads in it
 */
record Imported(String text, BalancerConfig config) {
    private static final FunctionCatalogue FUNCTIONS = FunctionCatalogue.builtIns();
    private static final Pattern PLACES = Pattern.compile("h\\.conf:(\\d+(?: \\d+)*)");

    /** Imports; what is printed has to pass the reader of configurations. */
    static Imported of(String httpdConf) {
        try {
            String text = HttpdImport.of("h.conf", HttpdReader.read(Path.of("h.conf"), httpdConf), FUNCTIONS);
            return new Imported(text, new ConfigReader(FUNCTIONS).readText(Path.of("imported.toml"), text));
        } catch (ImportException | ConfigException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    /** The comments that begin with the place, without it. */
    List<String> said(int line) {
        String begin = "# h.conf:" + line + ": ";
        return text.lines()
                .filter(comment -> comment.startsWith(begin))
                .map(comment -> comment.substring(begin.length()))
                .toList();
    }

    /** The lines of the source that what is printed speaks of. */
    Set<Integer> toldLines() {
        Set<Integer> told = new TreeSet<>();
        Matcher places = PLACES.matcher(text);
        while (places.find()) {
            for (String line : places.group(1).split(" ", -1)) {
                told.add(Integer.parseInt(line));
            }
        }
        return told;
    }

    /** Each route with its chain. */
    List<String> chains() {
        List<String> chains = new ArrayList<>();
        for (Route route : config.routes()) {
            chains.add(route.path() + " "
                    + String.join(
                            ", ",
                            route.chain().steps().stream()
                                    .map(step -> step.text())
                                    .toList()));
        }
        return chains;
    }
}
