package io.backhand.importing.syntax;

import java.util.List;
import java.util.Locale;

/**
 * A directive of httpd's, or a section with what stands in it.
 *
 * @param place where it begins
 * @param name as it is written; httpd does not look at the case
 * @param text what stands after the name, without the bracket that ends a section's first line
 * @param words the same as httpd takes it apart: at blanks, but for what is quoted
 * @param isSection whether it is one
 * @param inside of a section, in its order
 */
public record Directive(
        Place place, String name, String text, List<String> words, boolean isSection, List<Directive> inside) {
    /** The name in small letters. */
    public String key() {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Whether it is called so. */
    public boolean is(String other) {
        return name.equalsIgnoreCase(other);
    }

    /** One of its words, counted from 0; empty where it has fewer. */
    public String word(int index) {
        return index < words.size() ? words.get(index) : "";
    }

    /** As it is written, for a message. */
    public String shown() {
        String line = text.isEmpty() ? name : name + " " + text;
        return isSection ? "<" + line + ">" : line;
    }
}
