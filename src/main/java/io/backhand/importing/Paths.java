package io.backhand.importing;

import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;

/** How paths of routes lie to each other. */
final class Paths {
    private Paths() {}

    /** Whether a route of the shorter path covers the other. */
    static boolean isWithin(String path, String shorter) {
        return shorter.equals("/") || path.equals(shorter) || path.startsWith(shorter + "/");
    }

    /** The path one segment shorter; that of the root is the root. */
    static String above(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    /** Whether requests may fall under a path and under one of the others. */
    static boolean meet(String path, NavigableSet<String> others) {
        String below = others.ceiling(path.equals("/") ? path : path + "/");
        boolean isAbove = below != null && isWithin(below, path);
        return isAbove || covering(path, others).isPresent();
    }

    /** The longest of the others that covers a path. */
    static Optional<String> covering(String path, Set<String> others) {
        String shorter = path;
        while (!others.contains(shorter) && !above(shorter).equals(shorter)) {
            shorter = above(shorter);
        }
        return Optional.of(shorter).filter(others::contains);
    }
}
