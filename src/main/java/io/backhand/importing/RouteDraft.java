package io.backhand.importing;

import io.backhand.importing.syntax.Place;
import java.util.ArrayList;
import java.util.List;

/** A route that is being made. Not thread-safe. */
final class RouteDraft {
    private final Table table = new Table("[[route]]");
    private final Object owner;
    private final Place place;
    private final List<String> chain = new ArrayList<>();
    private final List<Place> chainFrom = new ArrayList<>();

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

    /** Its settings with the chain, where it has one of its own. */
    Table finished() {
        if (!chain.isEmpty()) {
            table.setList("chain", chain, chainFrom);
        }
        return table;
    }
}
