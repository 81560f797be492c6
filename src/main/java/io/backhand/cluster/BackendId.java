package io.backhand.cluster;

import java.util.regex.Pattern;

/**
 * The name by which a backend is known in the cluster, unique in it.
 *
 * @param name 1 to 64 of {@code A-Z a-z 0-9 . _ -}
 */
public record BackendId(String name) implements Comparable<BackendId> {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** @throws IllegalArgumentException if the name is not of that form */
    public BackendId {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a backend's name is 1 to 64 of A-Z a-z 0-9 . _ -");
        }
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
