package io.backhand.proxy.upstream.http1;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.eclipse.jetty.util.NanoTime;

/**
 * Until when a connection's backend has to send something, and until when it has to take something.
 *
 * <p>Thread-safe: each of the two is set by whoever receives or sends, and read by the timer.
 */
final class TimeLimits {
    private static final long NEVER = Long.MAX_VALUE;

    private static final AtomicLongFieldUpdater<TimeLimits> READ_BY =
            AtomicLongFieldUpdater.newUpdater(TimeLimits.class, "readByNanoTime");

    private final BackendConnection connection;
    private final Deadlines deadlines;
    private volatile long readByNanoTime = NEVER;
    private volatile long writeByNanoTime = NEVER;

    TimeLimits(BackendConnection connection, Deadlines deadlines) {
        this.connection = connection;
        this.deadlines = deadlines;
    }

    /** Something is to come within so long; zero is no limit. */
    void readWithin(Duration limit) {
        if (limit.isZero()) {
            readByNanoTime = NEVER;
        } else {
            readBy(NanoTime.now() + limit.toNanos());
        }
    }

    /** The same where something is to come already; a request still being sent is not waited for. */
    void readAnewWithin(Duration limit) {
        if (readByNanoTime != NEVER) {
            readWithin(limit);
        }
    }

    /** Something is to come by then. */
    void readBy(long nanoTime) {
        readByNanoTime = nanoTime;
        deadlines.changed(connection, nanoTime);
    }

    /** Nothing has to come. */
    void readWhenever() {
        readByNanoTime = NEVER;
    }

    /** What is written is to be taken within so long; zero is no limit. */
    void writeWithin(Duration limit) {
        if (limit.isZero()) {
            writeByNanoTime = NEVER;
        } else {
            writeBy(NanoTime.now() + limit.toNanos());
        }
    }

    /** What is written is to be taken by then. */
    void writeBy(long nanoTime) {
        writeByNanoTime = nanoTime;
        deadlines.changed(connection, nanoTime);
    }

    /** Nothing is being written. */
    void writeWhenever() {
        writeByNanoTime = NEVER;
    }

    boolean isReadPast() {
        return isPast(readByNanoTime);
    }

    /** Ends the connection's exchange where one of them is past. */
    void expired(Exchange exchange) {
        long readBy = readByNanoTime;
        if (isPast(writeByNanoTime)) {
            exchange.timeOut("the request was not taken in time");
        } else if (isPast(readBy)) {
            ResponseContent content = exchange.content();
            boolean awaited = content == null || content.isDemanded();
            // Whoever has set another meanwhile is not to be bound by this one.
            boolean passed = READ_BY.compareAndSet(this, readBy, NEVER) && awaited;
            if (passed && !(content == null && exchange.consent())) {
                exchange.timeOut(
                        content == null ? "no response in time" : "the response went on for too long without a byte");
            }
        }
    }

    /** The earlier of the two; {@link Long#MAX_VALUE} for neither. */
    long earliest() {
        long read = readByNanoTime;
        long write = writeByNanoTime;
        if (read == NEVER || write == NEVER) {
            return read == NEVER ? write : read;
        }
        return NanoTime.isBefore(read, write) ? read : write;
    }

    private static boolean isPast(long nanoTime) {
        return nanoTime != NEVER && NanoTime.isBeforeOrSame(nanoTime, NanoTime.now());
    }
}
