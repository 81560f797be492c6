package io.backhand.importing.syntax;

/**
 * Where something stands in what is imported.
 *
 * @param file the file as the user, or the Include that led to it, names it
 * @param line counted from 1; the first of those that a continued line takes
 */
public record Place(String file, int line) {
    @Override
    public String toString() {
        return file + ":" + line;
    }
}
