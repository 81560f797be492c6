package io.backhand.accesslog;

import java.util.concurrent.atomic.LongAdder;

/** What became of the lines of an access log. Thread-safe. */
public final class LineCounts {
    private final LongAdder written = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    /** Lines that are in the file. */
    public long written() {
        return written.sum();
    }

    /** Lines that are in no file, since it could not be written, or not as fast. */
    public long dropped() {
        return dropped.sum();
    }

    void addWritten(long lines) {
        written.add(lines);
    }

    void addDropped(long lines) {
        dropped.add(lines);
    }
}
