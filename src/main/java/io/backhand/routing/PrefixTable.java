package io.backhand.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Values by path; that of the longest path which covers the one asked for, by whole segments, is found. What a
 * look-up costs does not grow with the number of paths, and it allocates nothing. Immutable and thread-safe.
 *
 * @param <V> what is found
 */
public final class PrefixTable<V> {
    private final List<List<Slot<V>>> buckets;
    private final Optional<V> ofRoot;
    private final int longest;

    /** The value in an Optional that is made once. */
    private record Slot<V>(String path, int hash, Optional<V> value) {}

    /** @param byPath by paths as a {@link Route} has them: {@code /}, or one without a slash at its end */
    public PrefixTable(Map<String, V> byPath) {
        int size = Math.max(1, Integer.highestOneBit(byPath.size()) * 4);
        List<List<Slot<V>>> filling = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            filling.add(new ArrayList<>(1));
        }
        byPath.forEach((path, value) -> filling.get(bucketOf(path.hashCode(), size))
                .add(new Slot<>(path, path.hashCode(), Optional.of(value))));
        buckets = List.copyOf(filling);
        ofRoot = Optional.ofNullable(byPath.get("/"));
        longest = byPath.keySet().stream().mapToInt(String::length).max().orElse(0);
    }

    /** The value of the longest path that covers a decoded, canonical one. */
    public Optional<V> find(String path) {
        if (!path.startsWith("/")) {
            return Optional.empty();
        }
        Optional<V> found = ofRoot;
        int hash = '/';
        int end = Math.min(path.length(), longest);
        for (int i = 1; i < end; i++) {
            char next = path.charAt(i);
            if (next == '/') {
                found = better(path, i, hash, found);
            }
            // As String.hashCode has it, so that a path in the table has the same.
            hash = 31 * hash + next;
        }
        boolean wholeSegment = end > 1 && (end == path.length() || path.charAt(end) == '/');
        return wholeSegment ? better(path, end, hash, found) : found;
    }

    private Optional<V> better(String path, int length, int hash, Optional<V> before) {
        List<Slot<V>> bucket = buckets.get(bucketOf(hash, buckets.size()));
        for (int i = 0; i < bucket.size(); i++) {
            Slot<V> slot = bucket.get(i);
            if (slot.hash == hash && slot.path.length() == length && path.startsWith(slot.path)) {
                return slot.value;
            }
        }
        return before;
    }

    private static int bucketOf(int hash, int buckets) {
        return (hash ^ (hash >>> 16)) & (buckets - 1);
    }
}
