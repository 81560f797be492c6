package io.backhand.candidacy;

import java.util.ArrayList;
import java.util.List;

/** The values that a client gives one name, in its cookies and in other lists of pairs. */
public final class CookieValues {
    /**
     * Values looked at: a client may have two or three, of cookies of several paths. One that sends hundreds is up to
     * nothing good, since each may cost a look at all backends.
     */
    public static final int MAX_VALUES = 8;

    private CookieValues() {}

    /**
     * The values of the cookies of that name, in their order, without the quotes around them; {@value #MAX_VALUES} at
     * most.
     *
     * @param headers the values of all {@code Cookie} fields
     */
    public static List<String> named(String name, List<String> headers) {
        List<String> found = List.of();
        for (int i = 0; i < headers.size(); i++) {
            found = addPairs(headers.get(i), ';', name, found);
        }
        return found;
    }

    /**
     * The same with those of {@code name=value} pairs added.
     *
     * @param before not changed where it is empty, else added to
     */
    public static List<String> addPairs(String pairs, char separator, String name, List<String> before) {
        List<String> found = before;
        for (int start = 0; start < pairs.length() && found.size() < MAX_VALUES; ) {
            int next = pairs.indexOf(separator, start);
            int end = next < 0 ? pairs.length() : next;
            int nameAt = start;
            while (nameAt < end && pairs.charAt(nameAt) == ' ') {
                nameAt++;
            }
            int valueAt = nameAt + name.length() + 1;
            if (valueAt < end && pairs.startsWith(name, nameAt) && pairs.charAt(valueAt - 1) == '=') {
                found = added(unquoted(pairs, valueAt, end), found);
            }
            start = end + 1;
        }
        return found;
    }

    /** The same with one value added. */
    public static List<String> added(String value, List<String> before) {
        List<String> found = before.isEmpty() ? new ArrayList<>(2) : before;
        found.add(value);
        return found;
    }

    private static String unquoted(String text, int from, int to) {
        int start = from;
        int end = to;
        while (end > start && text.charAt(end - 1) == ' ') {
            end--;
        }
        if (text.charAt(start) == '"') {
            start++;
            end -= end > start && text.charAt(end - 1) == '"' ? 1 : 0;
        }
        return text.substring(start, end);
    }
}
