package io.backhand.cluster;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the listeners have still to be told of, in the order in which it came about.
 *
 * <p>Thread-safe. A listener may be slow, as a log is that nobody reads: whoever adds a change never waits for one.
 */
final class Changes {
    /** Changes that wait to be told; past it the oldest go. As many as there are backends in a large cluster. */
    static final int MAX_UNTOLD = 4096;

    private final List<ClusterListener> listeners = new CopyOnWriteArrayList<>();

    /** Held while listeners are told, so that the order is kept where two threads tell. */
    private final Object telling = new Object();

    private final Queue<Consumer<ClusterListener>> untold = new ArrayDeque<>();
    private long lost;

    void addListener(ClusterListener listener) {
        listeners.add(listener);
    }

    synchronized void add(Consumer<ClusterListener> change) {
        if (untold.size() == MAX_UNTOLD) {
            untold.remove();
            lost++;
        }
        untold.add(change);
    }

    /** What a backend wants otherwise than before. */
    void addSaid(Backend backend, Heartbeat before) {
        if (before.intent() != backend.heartbeat().intent()) {
            add(listener -> listener.changedIntent(backend, before.intent()));
        }
        if (!before.draining().equals(backend.heartbeat().draining())) {
            add(listener -> listener.changedContexts(backend, before.draining()));
        }
    }

    /** Tells the listeners all there is. */
    void tell() {
        synchronized (telling) {
            for (Consumer<ClusterListener> next = next(); next != null; next = next()) {
                listeners.forEach(next);
            }
        }
    }

    private synchronized @Nullable Consumer<ClusterListener> next() {
        if (lost > 0) {
            long count = lost;
            lost = 0;
            return listener -> listener.missed(count);
        }
        return untold.poll();
    }
}
