package io.backhand.importing;

import io.backhand.importing.syntax.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The items of a list that is being made, each once, and where they come from. Not thread-safe. */
final class Items {
    private final Map<String, Set<Place>> items = new LinkedHashMap<>();

    /** One more; one that is there already has another place it comes from. */
    void add(String item, Place from) {
        items.computeIfAbsent(item, unused -> new LinkedHashSet<>()).add(from);
    }

    /** Sets a key to them where there are any. */
    void into(Table table, String key) {
        if (!items.isEmpty()) {
            List<Place> from = new ArrayList<>();
            items.values().forEach(from::addAll);
            table.setList(key, List.copyOf(items.keySet()), from);
        }
    }

    /** Whether there are none. */
    boolean isEmpty() {
        return items.isEmpty();
    }
}
