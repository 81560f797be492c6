package io.backhand.config;

import io.backhand.candidacy.functions.Spelling;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/** The tables of a balancer's file, by name; what is none of them is told of. */
final class Tables {
    /** Those that may stand once. */
    static final Set<String> SINGLE = orderedSet("heartbeats", "upstream", "status", "admin", "access-log", "self");

    /** Those that may stand many times. */
    static final Set<String> REPEATED = orderedSet("backend", "listen", "route");

    private final TomlDocument document;
    private final Problems problems;
    private final Map<String, List<Section>> sections = new LinkedHashMap<>();

    /** Sorts the document's tables. */
    Tables(TomlDocument document, Problems problems) {
        this.document = document;
        this.problems = problems;
        document.top().forEach(this::take);
    }

    /** The table of that name. */
    Optional<Section> one(String name) {
        return many(name).stream().findFirst();
    }

    /** The tables of that name, in their order. */
    List<Section> many(String name) {
        return sections.getOrDefault(name, List.of());
    }

    private void take(String name, Object value) {
        Place place = document.placeOf(name);
        if (SINGLE.contains(name)) {
            takeSingle(name, value, place);
        } else if (REPEATED.contains(name)) {
            takeRepeated(name, value, place);
        } else {
            problems.add(place, unknown(name, value));
        }
    }

    private void takeSingle(String name, Object value, Place place) {
        if (value instanceof TomlTable table) {
            sections.put(name, List.of(document.section("[" + name + "]", place, table)));
        } else if (value instanceof TomlArray) {
            problems.add(place, "there is one [%s], so it is not written [[%s]]".formatted(name, name));
        } else {
            problems.add(place, "%s is a table, written [%s]".formatted(name, name));
        }
    }

    private void takeRepeated(String name, Object value, Place place) {
        List<Section> all = new ArrayList<>();
        if (value instanceof TomlArray array) {
            for (int i = 0; i < array.size(); i++) {
                takeItem(name, array, i).ifPresent(all::add);
            }
        } else {
            problems.add(place, "there may be several of %s, so it is written [[%s]]".formatted(name, name));
        }
        sections.put(name, all);
    }

    private Optional<Section> takeItem(String name, TomlArray array, int index) {
        Place place = document.placeOfItem(array, index);
        if (array.get(index) instanceof TomlTable table) {
            return Optional.of(document.section("[[" + name + "]]", place, table));
        }
        problems.add(place, "%s is a table, written [[%s]]".formatted(name, name));
        return Optional.empty();
    }

    private static String unknown(String name, Object value) {
        List<String> known = new ArrayList<>(SINGLE);
        known.addAll(REPEATED);
        boolean isTable = value instanceof TomlTable || value instanceof TomlArray;
        return "unknown %s %s; %s"
                .formatted(
                        isTable ? "table" : "key",
                        Shown.quoted(name),
                        Spelling.nearest(name, known)
                                .map(near -> "did you mean " + written(near) + "?")
                                .orElse("known are " + String.join(", ", allWritten(known))));
    }

    private static List<String> allWritten(Collection<String> names) {
        return names.stream().map(Tables::written).toList();
    }

    private static String written(String name) {
        return REPEATED.contains(name) ? "[[" + name + "]]" : "[" + name + "]";
    }

    private static Set<String> orderedSet(String... names) {
        return new LinkedHashSet<>(List.of(names));
    }
}
