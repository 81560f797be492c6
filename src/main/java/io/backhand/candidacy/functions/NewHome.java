package io.backhand.candidacy.functions;

import io.backhand.candidacy.Candidates;
import io.backhand.cluster.Backend;
import java.util.function.ToDoubleFunction;

/**
 * Where a session goes whose server is gone: by rendezvous hashing, weighted by capacity. All requests of one session
 * find the same backend, those that are under way at once too, on every balancer; the sessions of one server spread
 * over all others; and none moves again because yet another backend comes or goes, but for those that it is best for.
 */
final class NewHome {
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;
    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;

    private NewHome() {}

    /** Leaves the one candidate that the session finds, and ends the chain; nothing happens where there is none. */
    static void choose(Candidates candidates, String session) {
        if (candidates.isEmpty()) {
            return;
        }
        long seed = hash(session);
        ToDoubleFunction<Backend> capacity = candidates.knownOrMedian(Backend::capacity, 1);
        candidates.sortBy(backend -> -Math.log(uniform(seed, backend)) / capacity.applyAsDouble(backend));
        candidates.keepFirst(1);
        candidates.endChain();
    }

    /** The same number above 0, up to 1, for the same session and backend, and no other's looks like it. */
    private static double uniform(long seed, Backend backend) {
        long mixed = mix(seed ^ mix(backend.id().name().hashCode() + GOLDEN_RATIO));
        return ((mixed >>> 11) + 1) * 0x1.0p-53;
    }

    private static long hash(String text) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }

    /** The finalizer of SplitMix64: each bit of what goes in turns about half of those that come out. */
    private static long mix(long bits) {
        long mixed = (bits ^ bits >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
