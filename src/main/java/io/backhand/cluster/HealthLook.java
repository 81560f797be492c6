package io.backhand.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Looks at each backend whether it lives or stalls, and tells whose trouble has begun or ended since the look before.
 *
 * <p>Not thread-safe: the cluster's lock guards it.
 */
final class HealthLook {
    /** Since when those are in trouble of whom that was told. */
    private final Map<BackendId, Long> troubledSinceNanos = new HashMap<>();

    /**
     * One look.
     *
     * @param rosters where those stand who want requests
     */
    void at(List<Backend> backends, Rosters rosters, long nowNanos, Consumer<Consumer<ClusterListener>> changes) {
        for (Backend backend : backends) {
            boolean lives = backend.account().health().look(nowNanos);
            if (lives) {
                rosters.lives(backend.id(), nowNanos);
            }
            tellChange(backend, nowNanos, changes);
        }
    }

    /** Nothing is told of it any more. */
    void forget(BackendId id) {
        troubledSinceNanos.remove(id);
    }

    private void tellChange(Backend backend, long nowNanos, Consumer<Consumer<ClusterListener>> changes) {
        Optional<String> trouble =
                backend.account().isMarked() ? backend.account().health().trouble(nowNanos) : Optional.empty();
        Long since = troubledSinceNanos.get(backend.id());
        if (trouble.isPresent() && since == null) {
            troubledSinceNanos.put(backend.id(), nowNanos);
            changes.accept(listener -> listener.keptOut(backend, trouble.get()));
        } else if (trouble.isEmpty() && since != null) {
            troubledSinceNanos.remove(backend.id());
            Duration troubled = Duration.ofNanos(nowNanos - since);
            changes.accept(listener -> listener.takenBack(backend, troubled));
        }
    }
}
