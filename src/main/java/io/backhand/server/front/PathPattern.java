package io.backhand.server.front;

/**
 * A url-pattern of the servlet specification (12.2). Where containers read one in more than one way, it matches what
 * any of them would: whatever is guarded too often only goes the longer way.
 *
 * @param text as it is written
 * @param kind which paths it matches
 * @param part what such a path is, begins or ends with
 */
record PathPattern(String text, Kind kind, String part) {
    /** Every path. */
    static final PathPattern ANY = of("/");

    enum Kind {
        EXACT,
        PREFIX,
        EXTENSION,
        /** The default {@code /}, and what is no url-pattern at all. */
        ANY
    }

    static PathPattern of(String text) {
        if (text.isEmpty()) {
            return new PathPattern(text, Kind.EXACT, "/");
        }
        if (text.startsWith("*")) {
            return new PathPattern(text, Kind.EXTENSION, text.substring(1));
        }
        if (!text.startsWith("/") || text.equals("/")) {
            return new PathPattern(text, Kind.ANY, "");
        }
        return text.endsWith("/*")
                ? new PathPattern(text, Kind.PREFIX, text.substring(0, text.length() - 2))
                : new PathPattern(text, Kind.EXACT, text);
    }

    /** Whether it matches a path. */
    boolean matches(String path) {
        return switch (kind) {
            case EXACT -> path.equals(part);
            case PREFIX -> isBelow(path, part);
            case EXTENSION -> path.endsWith(part);
            case ANY -> true;
        };
    }

    /** Whether it matches any path under a prefix; that of the root is empty. */
    boolean meets(String prefix) {
        return switch (kind) {
            case EXACT -> isBelow(part, prefix);
            case PREFIX -> isBelow(part, prefix) || isBelow(prefix, part);
            case EXTENSION, ANY -> true;
        };
    }

    /** Whether it matches all paths under a prefix. */
    boolean matchesAllOf(String prefix) {
        return kind == Kind.ANY || (kind == Kind.PREFIX && isBelow(prefix, part));
    }

    private static boolean isBelow(String path, String top) {
        return path.startsWith(top) && (path.length() == top.length() || path.charAt(top.length()) == '/');
    }
}
