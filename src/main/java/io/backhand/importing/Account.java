package io.backhand.importing;

import io.backhand.importing.syntax.Directive;
import io.backhand.importing.syntax.Place;
import io.backhand.importing.syntax.Remark;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What becomes of each line of a source, so that none is dropped in silence. Not thread-safe. */
final class Account {
    private final Set<Directive> told = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Note> left = new LinkedHashSet<>();
    private final Set<Note> needless = new LinkedHashSet<>();
    private final Set<String> advice = new LinkedHashSet<>();
    private final Map<String, Integer> others = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private int carried;

    /** It is in what is printed, or part of what is. */
    void carried(Directive directive) {
        if (told.add(directive)) {
            carried++;
        }
    }

    /** One more line is in what is printed, of a file that has no directives. */
    void carriedLine() {
        carried++;
    }

    /** It could not be carried over. */
    void left(Directive directive, String why) {
        told.add(directive);
        left(directive.place(), directive.shown(), why);
    }

    /** It could not be carried over because another has its path. */
    void leftForAnother(Directive directive, String why) {
        left(directive, why);
        advise(
                "Hosts are not told apart: where two ask for one path in different ways, the first was taken, and requests for"
                        + " the other go the same way. Give each a balancer of its own, or keep httpd in front.");
    }

    /** A part of a line that could not be carried over, or a line of another kind. */
    void left(Place place, String what, String why) {
        left.add(new Note(place, what, why));
    }

    /** What could not be read. */
    void left(Remark remark) {
        left(remark.place(), remark.what(), remark.why());
    }

    /** Nothing has to be said for it. */
    void needless(Directive directive, String why) {
        told.add(directive);
        needless.add(new Note(directive.place(), directive.shown(), why));
    }

    /** A part of a line for which nothing has to be said. */
    void needless(Place place, String what, String why) {
        needless.add(new Note(place, what, why));
    }

    /** Something the reader should know, said once. */
    void advise(String advised) {
        advice.add(advised);
    }

    /** A directive of httpd's that has nothing to do with balancing. */
    void other(Directive directive) {
        told.add(directive);
        others.merge(directive.name(), 1, Integer::sum);
    }

    /** Whether something was said of it. */
    boolean knows(Directive directive) {
        return told.contains(directive);
    }

    /** How many lines are in what is printed. */
    int carried() {
        return carried;
    }

    /** What could not be carried over, in the order of the source. */
    List<Note> left() {
        return inOrder(left);
    }

    /** What needs nothing, in the order of the source. */
    List<Note> needless() {
        return inOrder(needless);
    }

    /** What the reader should know. */
    Set<String> advice() {
        return advice;
    }

    /** By file, in the order in which they were first spoken of, and by line. */
    private static List<Note> inOrder(Set<Note> notes) {
        List<String> files =
                notes.stream().map(note -> note.place().file()).distinct().toList();
        return notes.stream()
                .sorted(Comparator.comparing(
                                (Note note) -> files.indexOf(note.place().file()))
                        .thenComparing(note -> note.place().line()))
                .toList();
    }

    /** How often each of httpd's other directives stands there. */
    Map<String, Integer> others() {
        return others;
    }
}
