package io.backhand.cluster;

/**
 * The name by which a backend is known in the cluster, unique in it.
 *
 * @param name 1 to 64 of {@code A-Z a-z 0-9 . _ -}
 */
public record BackendId(String name) implements Comparable<BackendId> {
    /** Characters of the longest name. */
    public static final int MAX_LENGTH = 64;

    /** @throws IllegalArgumentException if the name is not of that form */
    public BackendId {
        if (!isName(name)) {
            throw new IllegalArgumentException("a backend's name is 1 to 64 of A-Z a-z 0-9 . _ -");
        }
    }

    /** Whether a text is of that form. */
    public static boolean isName(String text) {
        return !text.isEmpty() && text.length() <= MAX_LENGTH && areAllowed(text);
    }

    private static boolean areAllowed(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && !(c >= '0' && c <= '9') && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }

    @Override
    public int compareTo(BackendId other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
