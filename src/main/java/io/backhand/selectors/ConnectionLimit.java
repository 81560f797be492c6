package io.backhand.selectors;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many clients a listener has, and may have at most. Who comes when it is full is not accepted: the kernel keeps the
 * connection until somebody leaves, and past its own queue has clients try again.
 *
 * <p>Thread-safe: one thread accepts, and any may see a client leave.
 */
public final class ConnectionLimit {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionLimit.class);

    private final int max;
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicReference<@Nullable Runnable> waiting = new AtomicReference<>();
    private final AtomicBoolean told = new AtomicBoolean();

    ConnectionLimit(int max) {
        this.max = max;
    }

    /** Clients that are connected. */
    public int count() {
        return count.get();
    }

    /** The most that there may be. */
    public int max() {
        return max;
    }

    boolean isFull() {
        return count.get() >= max;
    }

    /** A client was accepted. */
    void entered() {
        count.incrementAndGet();
    }

    /** A client has gone. */
    void left() {
        int rest = count.decrementAndGet();
        // Where clients come and go at the limit, one line of the log tells of it all.
        if (rest < max - max / 10) {
            told.set(false);
        }
        resumeWaiting();
    }

    /** It is full: the task runs, once, when it is so no more, on whichever thread sees that. */
    void awaitRoom(Object listener, Runnable resume) {
        if (!told.getAndSet(true)) {
            LOG.warn("{} has {} clients, its max-connections: more wait until one leaves", listener, max);
        }
        waiting.set(resume);
        if (!isFull()) {
            // Somebody has left before it was known that one waits.
            resumeWaiting();
        }
    }

    private void resumeWaiting() {
        if (waiting.get() != null) {
            Runnable resume = waiting.getAndSet(null);
            if (resume != null) {
                resume.run();
            }
        }
    }
}
