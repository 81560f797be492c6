package io.backhand.proxy.upstream.http1;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long a connection to one contact may be idle: as configured, or until shortly before its backend would close it,
 * where that is earlier. When a backend closes is told by its heartbeats, by the {@code timeout} of its
 * {@code Keep-Alive} field, or by what it does.
 *
 * <p>Shortly is a second, or half of a time-out under two seconds: a request that is sent while the backend closes is
 * lost, and one that may not be repeated then is lost to the client too.
 *
 * <p>Thread-safe.
 */
final class IdleLimit {
    /** Connections closed by the backend so often after the same time, one after the other, are no chance. */
    static final int ALIKE = 3;

    /** What was seen counts so long; then it is tried anew, for servers that were configured anew. */
    static final Duration SEEN_FOR = Duration.ofMinutes(10);

    /** Times within this share of each other are the same. */
    private static final double SAME = 0.1;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long NONE = Long.MAX_VALUE;
    private static final String TIMEOUT = "timeout=";

    private final long configuredNanos;
    private volatile long announcedNanos = NONE;
    private volatile long saidNanos = NONE;
    private volatile long seenNanos = NONE;
    private volatile long limitNanos;

    private volatile long seenAtNanos;

    /** This and all below is guarded by this. */
    private long lastClosedAfterNanos = NONE;

    private long lastClosedAtNanos;
    private int alike;

    IdleLimit(Duration configured) {
        this.configuredNanos = configured.toNanos();
        this.limitNanos = configuredNanos;
    }

    /** Nanoseconds, for a connection that is idle from now on. */
    long nanos(long nowNanos) {
        if (seenNanos != NONE && nowNanos - seenAtNanos > SEEN_FOR.toNanos()) {
            forgetSeen();
        }
        return limitNanos;
    }

    /** The backend's heartbeats say when it closes. */
    void announced(Duration timeout) {
        // As much as fits: what comes by the network may be any number.
        long nanos = TimeUnit.MILLISECONDS.toNanos(timeout.toMillis());
        if (nanos != announcedNanos) {
            announcedNanos = nanos;
            settle();
        }
    }

    /** A response had this {@code Keep-Alive} field, as in {@code timeout=5, max=100}; null where it had none. */
    void said(@Nullable String keepAlive) {
        long nanos = keepAlive == null ? NONE : timeoutOf(keepAlive);
        if (nanos != saidNanos) {
            saidNanos = nanos;
            settle();
        }
    }

    /**
     * The backend has closed a connection that was idle for so long. A server that is stopped closes all at once, and a
     * time-out, too, ends those together that fell idle together: within a second only the first counts.
     */
    synchronized void closedAfter(long idleNanos, long nowNanos) {
        if (lastClosedAfterNanos != NONE && nowNanos - lastClosedAtNanos < SECOND) {
            return;
        }
        boolean same = Math.abs(idleNanos - lastClosedAfterNanos) <= SAME * Math.max(idleNanos, lastClosedAfterNanos);
        alike = same ? alike + 1 : 1;
        lastClosedAfterNanos = same ? Math.min(idleNanos, lastClosedAfterNanos) : idleNanos;
        lastClosedAtNanos = nowNanos;
        if (alike >= ALIKE) {
            seenAtNanos = nowNanos;
            seenNanos = lastClosedAfterNanos;
            settle();
        }
    }

    private synchronized void forgetSeen() {
        seenNanos = NONE;
        alike = 0;
        settle();
    }

    private void settle() {
        long closes = Math.min(announcedNanos, Math.min(saidNanos, seenNanos));
        limitNanos =
                closes == NONE ? configuredNanos : Math.min(configuredNanos, Math.max(closes - SECOND, closes / 2));
    }

    /** A time-out that is no number of seconds says nothing. */
    private static long timeoutOf(String keepAlive) {
        int at = keepAlive.indexOf(TIMEOUT);
        if (at < 0) {
            return NONE;
        }
        long seconds = 0;
        int digits = 0;
        for (int i = at + TIMEOUT.length(); i < keepAlive.length() && digits < 9; i++, digits++) {
            char c = keepAlive.charAt(i);
            if (c < '0' || c > '9') {
                break;
            }
            seconds = 10 * seconds + (c - '0');
        }
        return digits == 0 ? NONE : TimeUnit.SECONDS.toNanos(seconds);
    }
}
