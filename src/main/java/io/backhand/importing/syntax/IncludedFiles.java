package io.backhand.importing.syntax;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/** Finds the files that an {@code Include} names: a file, a folder with all below it, or a pattern in any of its parts. */
final class IncludedFiles {
    /** Folders below folders that are looked into; a link may lead in circles. */
    private static final int MAX_DEPTH = 8;

    /** No configuration is spread over so many; the pattern is wrong, and the rest is left out. */
    private static final int MAX_FILES = 1000;

    private IncludedFiles() {}

    /**
     * Those there are, in the order in which httpd reads them.
     *
     * @param base what a relative name is relative to
     */
    static List<Path> of(String named, Path base) {
        List<Path> found = new ArrayList<>();
        try {
            Path path = base.resolve(named);
            Path root = path.getRoot();
            List<Path> level = List.of(root == null ? Path.of("") : root);
            for (Path part : path) {
                level = next(level, part.toString());
            }
            for (Path hit : level) {
                collect(hit, 0, found);
            }
        } catch (IOException | InvalidPathException | PatternSyntaxException e) {
            return List.of();
        }
        return found;
    }

    private static List<Path> next(List<Path> level, String part) throws IOException {
        boolean isPattern = part.chars().anyMatch(c -> c == '*' || c == '?' || c == '[');
        List<Path> next = new ArrayList<>();
        for (Path folder : level) {
            if (isPattern) {
                next.addAll(list(folder, part));
            } else if (Files.exists(folder.resolve(part))) {
                next.add(folder.resolve(part));
            }
        }
        return next;
    }

    private static List<Path> list(Path folder, String pattern) throws IOException {
        List<Path> hits = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, pattern)) {
                for (Path entry : entries) {
                    if (hits.size() < MAX_FILES) {
                        hits.add(entry);
                    }
                }
            }
        }
        Collections.sort(hits);
        return hits;
    }

    private static void collect(Path hit, int depth, List<Path> found) throws IOException {
        if (Files.isDirectory(hit)) {
            if (depth < MAX_DEPTH) {
                for (Path entry : list(hit, "*")) {
                    collect(entry, depth + 1, found);
                }
            }
        } else if (found.size() < MAX_FILES) {
            found.add(hit);
        }
    }
}
