package io.backhand.importing;

import io.backhand.importing.syntax.Directive;
import io.backhand.importing.syntax.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A route that is being made. Not thread-safe. */
final class RouteDraft {
    private final Table table = new Table("[[route]]");
    private final Object owner;
    private final Place place;
    private final List<String> chain = new ArrayList<>();
    private final List<Place> chainFrom = new ArrayList<>();
    private final Map<String, Items> lists = new LinkedHashMap<>();

    /**
     * A route by the default chain.
     *
     * @param owner whose further directives may add to it
     */
    RouteDraft(String path, Object owner, Place place) {
        this.owner = owner;
        this.place = place;
        table.set("path", path, place);
    }

    /** Whether the same section or directive made it. */
    boolean belongsTo(Object other) {
        return owner == other;
    }

    /** The folder of the {@code <Directory>} that made it. */
    Optional<String> folder() {
        return owner instanceof Directive directive && directive.is("Directory")
                ? Optional.of(Server.withoutSlash(directive.word(0)))
                : Optional.empty();
    }

    /** Whether a {@code ProxyPass} made it, and no section or server with a chain. */
    boolean isByProxy() {
        return owner instanceof Directive directive && !directive.isSection();
    }

    /** Where it comes from. */
    Place place() {
        return place;
    }

    /** Its settings but for the chain. */
    Table table() {
        return table;
    }

    /** One more function at the end of its chain. */
    void addStep(String step, Place from) {
        chain.add(step);
        chainFrom.add(from);
    }

    /** One more function at the beginning of its chain. */
    void addFirstStep(String step, Place from) {
        chain.add(0, step);
        chainFrom.add(0, from);
    }

    /** Its functions as they are asked, each with its arguments. */
    List<String> chain() {
        return List.copyOf(chain);
    }

    /** Whether nothing is balanced there. */
    boolean isOff() {
        return chain.contains("off");
    }

    /** A list of it that is being made; what it begins with is there without being said, and so stays. */
    Items list(String key, String first) {
        return lists.computeIfAbsent(key, unused -> {
            Items items = new Items();
            if (!first.isEmpty()) {
                items.add(first, place);
            }
            return items;
        });
    }

    /** All its settings. */
    Table finished() {
        if (!chain.isEmpty()) {
            table.setList("chain", chain, chainFrom);
        }
        lists.forEach((key, items) -> items.into(table, key));
        return table;
    }
}
