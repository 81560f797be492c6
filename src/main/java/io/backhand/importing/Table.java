package io.backhand.importing;

import io.backhand.importing.syntax.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A table of the configuration that is being made. Not thread-safe. */
final class Table {
    private final String header;
    private final Map<String, Setting> settings = new LinkedHashMap<>();

    /** @param header as it is written: {@code [[route]]} */
    Table(String header) {
        this.header = header;
    }

    /** A key's value as TOML, and where it comes from. */
    record Setting(String value, Set<Place> from) {
        List<Place> places() {
            return List.copyOf(from);
        }
    }

    /** As it is written. */
    String header() {
        return header;
    }

    /** Its settings, in the order in which they came. */
    Map<String, Setting> settings() {
        return settings;
    }

    /** Whether it says nothing. */
    boolean isEmpty() {
        return settings.isEmpty();
    }

    /** Sets a string. @return whether it could be: false where another value is there */
    boolean set(String key, String text, Place from) {
        return setRaw(key, Written.toml(text), from);
    }

    /** Sets a number or a flag. @return whether it could be: false where another value is there */
    boolean setRaw(String key, String value, Place from) {
        Setting before = settings.get(key);
        if (before != null && !before.value().equals(value)) {
            return false;
        }
        Set<Place> places = before == null ? new LinkedHashSet<>() : before.from();
        places.add(from);
        settings.put(key, new Setting(value, places));
        return true;
    }

    /** Whether a key is set. */
    Optional<Setting> get(String key) {
        return Optional.ofNullable(settings.get(key));
    }

    /** Takes a key out. @return what it was set to */
    Optional<Setting> remove(String key) {
        return Optional.ofNullable(settings.remove(key));
    }

    /** Sets a list as a whole, in the place of what was there. */
    void setList(String key, List<String> items, List<Place> from) {
        settings.put(key, new Setting(Written.toml(items), new LinkedHashSet<>(new ArrayList<>(from))));
    }
}
