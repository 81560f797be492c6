package io.backhand.importing.syntax;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Reads httpd's configuration as httpd does: continued lines, comments, quotes, sections, <code>${variables}</code> that it
 * defines itself, and files it includes as far as they are there. What is wrong becomes a remark, and the rest is read.
 *
 * <p>Not thread-safe: one reads one configuration.
 */
public final class HttpdReader {
    /** Files within files; a file that includes itself comes to an end here. */
    private static final int MAX_INCLUDE_DEPTH = 10;

    /** Sections within sections: far more than httpd knows. */
    private static final int MAX_SECTION_DEPTH = 50;

    /** Of all files together, with what is included more than once; a few files may include each other many times. */
    private static final int MAX_DIRECTIVES = 50_000;

    /** Of all lines together, with the values of variables in them. */
    private static final long MAX_CHARS = 16L * 1024 * 1024;

    /** Read in all, so that files which include many others many times come to an end. */
    private static final int MAX_FILES = 2000;

    private final Deque<OpenSection> open = new ArrayDeque<>();
    private final List<Remark> remarks = new ArrayList<>();
    private final Variables variables = new Variables();
    private final List<Directive> top = new ArrayList<>();
    private final Path folder;
    private Optional<Path> serverRoot = Optional.empty();
    private long chars;
    private boolean isFull;
    private int count;
    private int filesRead;

    private HttpdReader(Path folder) {
        this.folder = folder;
    }

    /**
     * A section whose end has not come yet.
     *
     * @param isOpen whether what stands in it counts as if it stood around it
     */
    private record OpenSection(Place place, String name, String text, boolean isOpen, List<Directive> inside) {
        /** Whether what stands in it does not count: a negated condition that is not known to be met. */
        boolean isOut() {
            return !isOpen && text.startsWith("!");
        }
    }

    /**
     * Reads a file's text.
     *
     * @param file where it is: what is included is looked for beside it, and in its ServerRoot
     */
    public static HttpdFile read(Path file, String text) {
        Path parent = file.toAbsolutePath().getParent();
        HttpdReader reader = new HttpdReader(parent == null ? file.toAbsolutePath() : parent);
        reader.readText(file.toString(), text, 0);
        while (!reader.open.isEmpty()) {
            reader.endUnclosed();
        }
        return new HttpdFile(reader.top, reader.remarks);
    }

    private void readText(String name, String text, int depth) {
        for (LogicalLines.Line line : LogicalLines.of(text)) {
            Place place = new Place(name, line.number());
            count++;
            if (count > MAX_DIRECTIVES) {
                if (count == MAX_DIRECTIVES + 1) {
                    remark(place, "all from here on", "there are more than " + MAX_DIRECTIVES + " directives");
                }
                return;
            }
            String resolved = variables.resolved(line.text());
            chars += resolved.length();
            if (chars > MAX_CHARS) {
                if (!isFull) {
                    isFull = true;
                    remark(
                            place,
                            "all from here on",
                            "with what variables stand for there are more than " + MAX_CHARS + " characters");
                }
                return;
            }
            readLine(place, resolved, depth);
        }
    }

    private void readLine(Place place, String line, int depth) {
        if (line.startsWith("</")) {
            endSection(place, line);
        } else if (line.startsWith("<")) {
            beginSection(place, line);
        } else {
            int end = endOfName(line);
            String name = line.substring(0, end);
            String text = line.substring(end).strip();
            add(place, name, text, depth);
        }
    }

    private void add(Place place, String name, String text, int depth) {
        Directive directive = new Directive(place, name, text, Words.of(text), false, List.of());
        if (open.stream().noneMatch(OpenSection::isOut)) {
            variables.follow(name, directive.words());
        }
        if (directive.is("ServerRoot")) {
            serverRoot = existingFolder(directive.word(0));
        }
        if (directive.is("Include") || directive.is("IncludeOptional")) {
            include(directive, depth);
        } else {
            current().add(directive);
        }
    }

    private void include(Directive include, int depth) {
        List<Path> files = new ArrayList<>();
        for (String named : include.words()) {
            List<Path> found =
                    serverRoot.map(root -> IncludedFiles.of(named, root)).orElse(List.of());
            files.addAll(found.isEmpty() ? IncludedFiles.of(named, folder) : found);
        }
        if (files.isEmpty()) {
            remark(include.place(), include.shown(), "no such file here; import it too, or beside this one");
        } else if (depth == MAX_INCLUDE_DEPTH) {
            remark(include.place(), include.shown(), "files include each other more than " + depth + " deep");
        } else {
            files.forEach(file -> readIncluded(include, file, depth + 1));
        }
    }

    private void readIncluded(Directive include, Path file, int depth) {
        filesRead++;
        if (filesRead > MAX_FILES) {
            remark(include.place(), include.shown(), "more than " + MAX_FILES + " files are included, and not read");
            return;
        }
        try {
            readText(file.toString(), SourceText.read(file), depth);
        } catch (ImportException e) {
            remark(include.place(), include.shown(), String.valueOf(e.getMessage()));
        }
    }

    private void beginSection(Place place, String line) {
        int bracket = line.lastIndexOf('>');
        String whole = line.substring(1, bracket < 0 ? line.length() : bracket).strip();
        int end = endOfName(whole);
        String name = whole.substring(0, end);
        if (bracket < 0) {
            remark(place, line, "a section's first line ends with >; it is read as if it did");
        }
        if (open.size() == MAX_SECTION_DEPTH) {
            remark(place, line, "sections stand in each other more than " + MAX_SECTION_DEPTH + " deep");
        } else {
            String text = whole.substring(end).strip();
            open.push(new OpenSection(place, name, text, setsDefault(name, text), new ArrayList<>()));
        }
    }

    /** {@code <IfDefine !NAME>}, where nothing has defined it: so configurations give variables their defaults. */
    private boolean setsDefault(String name, String text) {
        return name.equalsIgnoreCase("IfDefine")
                && text.startsWith("!")
                && !variables.isDefined(text.substring(1).strip());
    }

    private void endSection(Place place, String line) {
        String name = line.substring(2).replace(">", "").strip();
        if (open.stream().noneMatch(section -> section.name().equalsIgnoreCase(name))) {
            remark(place, line, "there is no such section to end");
            return;
        }
        while (!open.element().name().equalsIgnoreCase(name)) {
            endUnclosed();
        }
        close(open.pop());
    }

    private void endUnclosed() {
        OpenSection section = open.pop();
        remark(section.place(), "<" + section.name() + " " + section.text() + ">", "its end is missing");
        close(section);
    }

    private void close(OpenSection section) {
        if (section.isOpen()) {
            current().addAll(section.inside());
            return;
        }
        current()
                .add(new Directive(
                        section.place(),
                        section.name(),
                        section.text(),
                        Words.of(section.text()),
                        true,
                        section.inside()));
    }

    private List<Directive> current() {
        return open.isEmpty() ? top : open.element().inside();
    }

    private void remark(Place place, String what, String why) {
        remarks.add(new Remark(place, what, why));
    }

    private static int endOfName(String line) {
        int end = 0;
        while (end < line.length() && !Character.isWhitespace(line.charAt(end))) {
            end++;
        }
        return end;
    }

    private static Optional<Path> existingFolder(String named) {
        try {
            return Optional.of(Path.of(named)).filter(Path::isAbsolute).filter(Files::isDirectory);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
