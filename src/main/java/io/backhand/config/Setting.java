package io.backhand.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/**
 * One value as it was written.
 *
 * @param place where it begins
 * @param text it as a text; empty where it is none
 * @param items it as a list; empty where it is none
 * @param shown how a message shows it
 */
record Setting(Place place, Optional<String> text, Optional<List<Setting>> items, String shown) {
    /** A value of a TOML file; the lines of the items of a list are the document's to tell. */
    static Setting ofToml(Object value, Place place, TomlDocument document) {
        if (value instanceof String text) {
            return new Setting(place, Optional.of(text), Optional.empty(), Shown.quoted(text));
        }
        if (value instanceof TomlArray array) {
            List<Setting> items = new ArrayList<>();
            for (int i = 0; i < array.size(); i++) {
                items.add(ofToml(array.get(i), document.placeOfItem(array, i), document));
            }
            return new Setting(place, Optional.empty(), Optional.of(items), "a list");
        }
        String shown = value instanceof TomlTable ? "a table" : value.toString();
        return new Setting(place, Optional.empty(), Optional.empty(), shown);
    }

    /** An init-param: a text, and a list with one item a line. */
    static Setting ofParam(String value, Place place) {
        List<Setting> items = new ArrayList<>();
        int line = place.line();
        for (String item : value.split("\n", -1)) {
            if (!item.isBlank()) {
                items.add(ofText(item.strip(), new Place(place.file(), line)));
            }
            line += place.line() > 0 ? 1 : 0;
        }
        Setting whole =
                ofText(value.strip(), items.isEmpty() ? place : items.get(0).place());
        return new Setting(whole.place, whole.text, Optional.of(items), whole.shown);
    }

    private static Setting ofText(String text, Place place) {
        return new Setting(place, Optional.of(text), Optional.empty(), Shown.quoted(text));
    }
}
