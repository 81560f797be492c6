package io.backhand.config;

import io.backhand.candidacy.functions.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One table of a file, or the init-params of one servlet: settings by key. What is wrong with one becomes a
 * problem, and the setting counts as not set; so that a reader goes on and finds the rest.
 *
 * @param title how messages call it, as in {@code [heartbeats]}
 * @param place where it begins
 * @param settings by key, in their order
 * @param problems takes what is wrong
 */
record Section(String title, Place place, Map<String, Setting> settings, Problems problems) {
    /** Tells of every key but these. */
    void allow(Set<String> keys) {
        settings.forEach((key, setting) -> {
            if (!keys.contains(key)) {
                String hint = Spelling.nearest(key, keys)
                        .map(near -> "did you mean " + near + "?")
                        .orElse("known are " + String.join(", ", keys));
                problems.add(setting.place(), "unknown key %s in %s; %s".formatted(Shown.quoted(key), title, hint));
            }
        });
    }

    /** Whether the key stands there, with whatever value. */
    boolean has(String key) {
        return settings.containsKey(key);
    }

    /** Whether the key stands there with a list of nothing. */
    boolean isEmptyList(String key) {
        Setting setting = settings.get(key);
        return setting != null && setting.items().filter(List::isEmpty).isPresent();
    }

    /** The line of the key; of the section where it doesn't stand there. */
    Place placeOf(String key) {
        Setting setting = settings.get(key);
        return setting == null ? place : setting.place();
    }

    /** The value of a key that takes one. */
    <T> Optional<T> one(String key, Kind<T> kind) {
        Setting setting = settings.get(key);
        if (setting == null) {
            return Optional.empty();
        }
        if (setting.text().isEmpty()) {
            problems.add(
                    setting.place(),
                    "%s takes a string such as \"%s\", not %s".formatted(key, kind.example(), setting.shown()));
        }
        return setting.text().flatMap(text -> parsed(text, kind, setting.place()));
    }

    /** The value of a key that takes a number, written as one or as a string. */
    <T> Optional<T> number(String key, Kind<T> kind) {
        Setting setting = settings.get(key);
        return setting == null
                ? Optional.empty()
                : parsed(setting.text().orElse(setting.shown()), kind, setting.place());
    }

    /** Whether a key that takes true or false is true; false where it isn't set. */
    boolean flag(String key) {
        Setting setting = settings.get(key);
        if (setting == null) {
            return false;
        }
        String text = setting.text().orElse(setting.shown());
        if (!text.equals("true") && !text.equals("false")) {
            problems.add(setting.place(), "%s takes true or false, not %s".formatted(key, setting.shown()));
        }
        return text.equals("true");
    }

    /** The value of a key that must be there. */
    <T> Optional<T> required(String key, Kind<T> kind) {
        if (!has(key)) {
            missing("%s needs %s, such as %s = \"%s\"".formatted(title, key, key, kind.example()));
        }
        return one(key, kind);
    }

    /** The values of a key that takes a list; empty where it isn't set. */
    <T> Optional<List<T>> many(String key, Kind<T> kind) {
        Setting setting = settings.get(key);
        if (setting == null) {
            return Optional.empty();
        }
        if (setting.items().isEmpty()) {
            problems.add(
                    setting.place(),
                    "%s takes a list such as [\"%s\"], not %s".formatted(key, kind.example(), setting.shown()));
            return Optional.empty();
        }
        List<T> values = new ArrayList<>();
        for (Setting item : setting.items().get()) {
            if (item.text().isEmpty()) {
                problems.add(
                        item.place(),
                        "%s takes strings such as \"%s\", not %s".formatted(key, kind.example(), item.shown()));
            }
            item.text().flatMap(text -> parsed(text, kind, item.place())).ifPresent(values::add);
        }
        return Optional.of(List.copyOf(values));
    }

    /** The values of a key that takes one or a list of them; empty where it isn't set. */
    <T> Optional<List<T>> oneOrMany(String key, Kind<T> kind) {
        Setting setting = settings.get(key);
        boolean isList =
                setting != null && setting.text().isEmpty() && setting.items().isPresent();
        return isList ? many(key, kind) : one(key, kind).map(List::of);
    }

    /** Tells what is wrong with a key. */
    void problem(String key, String message) {
        problems.add(placeOf(key), message);
    }

    /** Tells that something is not there. */
    void missing(String message) {
        problems.addMissing(place, message);
    }

    private <T> Optional<T> parsed(String text, Kind<T> kind, Place where) {
        try {
            return Optional.of(kind.parser().apply(text));
        } catch (IllegalArgumentException e) {
            problems.add(where, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
