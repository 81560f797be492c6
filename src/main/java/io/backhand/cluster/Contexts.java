package io.backhand.cluster;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Context paths of web applications, such as {@code /app}: each stands for itself and for all below it, by whole
 * segments. Immutable.
 *
 * @param paths sorted, none of them twice
 */
public record Contexts(List<String> paths) {
    /** No context at all. */
    public static final Contexts NONE = new Contexts(List.of());

    /** Contexts that can be spoken of for one server: more than a servlet container usefully holds. */
    public static final int MAX_PATHS = 64;

    /** The longest path, in characters. */
    public static final int MAX_LENGTH = 256;

    private static final String SEPARATOR = ",";

    /** Segments of what a path may have unencoded (RFC 3986, 3.3), in any script, but for what separates. */
    private static final Pattern PATH = Pattern.compile("(?:/[\\p{L}\\p{M}\\p{N}._~!$&'()*+=:@-]+)+");

    private static final Pattern DOT_SEGMENT = Pattern.compile("/\\.\\.?(/|$)");

    /** Sorts them. @throws IllegalArgumentException if one is no such path, or if there are more than {@link #MAX_PATHS} */
    public Contexts {
        paths = paths.stream().map(Contexts::checked).distinct().sorted().toList();
        if (paths.size() > MAX_PATHS) {
            throw new IllegalArgumentException(
                    "up to %d contexts can be named, not %d".formatted(MAX_PATHS, paths.size()));
        }
    }

    /**
     * That path, if it is a context's.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static String checked(String path) {
        boolean isPath = path.length() <= MAX_LENGTH
                && PATH.matcher(path).matches()
                && !DOT_SEGMENT.matcher(path).find();
        if (!isPath) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "a context is a path such as /app, written without %%, up to %d characters, not \"%s\"",
                    MAX_LENGTH,
                    shown(path)));
        }
        return path;
    }

    /** Reads what {@link #text} writes. @throws IllegalArgumentException if it is no such list */
    public static Contexts parse(String text) {
        return text.isEmpty() ? NONE : new Contexts(List.of(text.split(SEPARATOR, -1)));
    }

    /** They as one word: {@code /app,/shop}; empty where there are none. */
    public String text() {
        return String.join(SEPARATOR, paths);
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return paths.isEmpty();
    }

    /** Whether a path, canonical and decoded, lies in one of them. */
    public boolean cover(String path) {
        for (int i = 0; i < paths.size(); i++) {
            if (isIn(path, paths.get(i))) {
                return true;
            }
        }
        return false;
    }

    /**
     * A canonical path as most servers read it when they look for its context: what is left of encoded slashes counts as
     * slashes, and several as one.
     */
    public static String asReadByServers(String canonicalPath) {
        boolean plain = !canonicalPath.contains("//") && !canonicalPath.contains("%2");
        return plain
                ? canonicalPath
                : canonicalPath.replace("%2F", "/").replace("%2f", "/").replaceAll("/{2,}", "/");
    }

    /** Whether a path is that of a context or lies below it. */
    static boolean isIn(String path, String context) {
        return path.startsWith(context) && (path.length() == context.length() || path.charAt(context.length()) == '/');
    }

    /** These and one more, or just these where it is among them. */
    public Contexts with(String path) {
        return and(new Contexts(List.of(path)));
    }

    /** These but for that one; those below it stay. */
    public Contexts without(String path) {
        return new Contexts(
                paths.stream().filter(present -> !present.equals(path)).toList());
    }

    /** These and others. */
    public Contexts and(Contexts others) {
        return new Contexts(Stream.concat(paths.stream(), others.paths.stream()).toList());
    }

    /** These but for those. */
    public Contexts butNot(Contexts those) {
        return new Contexts(
                paths.stream().filter(path -> !those.paths.contains(path)).toList());
    }

    private static String shown(String path) {
        String cut = path.length() > MAX_LENGTH ? path.substring(0, MAX_LENGTH) + "…" : path;
        return cut.replaceAll("[^\\p{L}\\p{M}\\p{N}\\p{Punct} …]", "?");
    }
}
