package io.backhand.proxy;

import io.backhand.cluster.Backend;
import io.backhand.cluster.BackendState;
import io.backhand.cluster.Cluster;
import io.backhand.cluster.Slots;
import java.io.EOFException;
import java.nio.channels.ClosedChannelException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says why requests could not be served: a line a second at most as a warning, so that a flood of requests is none
 * of log lines, the rest as debug. Thread-safe.
 */
final class FailureLog {
    private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);

    /** A warning at most each so often. */
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Characters of a path or a cause that are shown. */
    private static final int MAX_SHOWN = 200;

    private final Cluster cluster;
    private final AtomicLong nextWarningNanos;

    FailureLog(Cluster cluster) {
        this.cluster = cluster;
        this.nextWarningNanos = new AtomicLong(cluster.clock().nanoTime());
    }

    /** No backend would take the request. */
    void noBackend(String path) {
        log("no backend for {}: {}", escaped(path), census());
    }

    /** There was no room for the request. */
    void full(String path, Backend backend) {
        Slots slots = backend.account().slots();
        log(
                "no room for {}: {}",
                escaped(path),
                backend + " has " + slots.taken() + ", and " + slots.waiting() + " wait");
    }

    /** A backend failed the request, and that was the end of it. */
    void failed(String path, Backend backend, Throwable cause) {
        log("{} failed by {}", escaped(path), backend + ": " + words(cause));
    }

    /** A function of the chain of that route threw. */
    void chainFailed(String route, RuntimeException cause) {
        log("the chain of route {} failed, and chose no backend: {}", route, words(cause));
    }

    /** What should not happen has. */
    void unexpected(String path, Throwable cause) {
        log("{} failed by the balancer itself: {}", escaped(path), words(cause));
        LOG.debug("there", cause);
    }

    private void log(String format, String path, String what) {
        long now = cluster.clock().nanoTime();
        long next = nextWarningNanos.get();
        if (now - next >= 0 && nextWarningNanos.compareAndSet(next, now + INTERVAL_NANOS)) {
            LOG.warn(format, path, what);
        } else {
            LOG.debug(format, path, what);
        }
    }

    /** As in {@code 3 known, 2 silent for more than 5s, 1 ejected}. */
    private String census() {
        long now = cluster.clock().nanoTime();
        List<Backend> backends = cluster.backends();
        Map<BackendState, Integer> counts = new EnumMap<>(BackendState.class);
        for (Backend backend : backends) {
            counts.merge(backend.state(now), 1, Integer::sum);
        }
        String states = counts.entrySet().stream()
                .map(entry -> ", " + entry.getValue() + " " + words(entry.getKey()))
                .collect(Collectors.joining());
        return backends.size() + " known" + states;
    }

    private static String words(BackendState state) {
        String word = state.name().toLowerCase(Locale.ROOT);
        return state == BackendState.SILENT ? word + " for more than " + Cluster.SILENT_AFTER.toSeconds() + "s" : word;
    }

    /** A cause as people read it; nothing in it can forge a line of a log. */
    static String words(Throwable cause) {
        boolean sudden = cause instanceof EOFException || cause instanceof ClosedChannelException;
        return sudden
                ? "it closed the connection"
                : escaped(cause.getClass().getSimpleName() + ": " + cause.getMessage());
    }

    /** Nothing a client writes can forge a line of the log, or fill it. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length() && i < MAX_SHOWN; i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c <= '~' && c != '\\') {
                escaped.append(c);
            } else {
                escaped.append(String.format("\\u%04x", (int) c));
            }
        }
        return text.length() > MAX_SHOWN ? escaped + "..." : escaped.toString();
    }
}
