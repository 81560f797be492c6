package io.backhand.accesslog;

import io.backhand.cluster.NanoClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access log: takes exchanges from the threads that serve requests, and has them written down by one of its own.
 *
 * <p>Nobody ever waits for it. Up to {@link #CAPACITY} exchanges wait to be written; what comes beyond is dropped and
 * counted.
 *
 * <p>Thread-safe.
 */
public final class AccessLog implements AutoCloseable {
    /** At 50,000 requests a second what comes in a pause and a half; some 32 MiB where each is as long as can be. */
    static final int CAPACITY = 8192;

    /** The writer looks for exchanges so often. A request wakes it only where half the queue is full. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** How long a stop waits for the last lines. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

    private final EntryQueue queue = new EntryQueue(CAPACITY);
    private final LineCounts counts = new LineCounts();
    private final LineWriter writer;
    private final Thread thread = new Thread(this::run, "backhand-accesslog");
    private volatile boolean woken;
    private volatile boolean closed;

    private AccessLog(LogFile file, LineFormat format) {
        writer = new LineWriter(file, format, NanoClock.system(), counts);
        thread.setDaemon(true);
    }

    /**
     * Opens the file, or makes it, and begins.
     *
     * @throws IOException saying which file can't be written and why
     */
    public static AccessLog open(Path file, AccessLogFormat format) throws IOException {
        LineFormat lines =
                switch (format) {
                    case NCSA -> new NcsaFormat(ZoneId.systemDefault());
                    case JSON -> new JsonFormat();
                };
        AccessLog opened = new AccessLog(LogFile.open(file), lines);
        opened.thread.start();
        return opened;
    }

    /** Has an exchange written down; never waits. */
    public void add(Entry entry) {
        if (closed || !queue.add(entry)) {
            counts.addDropped(1);
        }
        if (queue.size() > CAPACITY / 2 && !woken) {
            woken = true;
            LockSupport.unpark(thread);
        }
    }

    /** What became of the lines so far. */
    public LineCounts counts() {
        return counts;
    }

    /** Takes nothing more, and waits until all is written that was added before. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(STOP_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("access log: {} lines could not be written in time", queue.size());
        }
    }

    private void run() {
        while (!closed) {
            LockSupport.parkNanos(this, PAUSE.toNanos());
            woken = false;
            writer.writeAll(queue);
        }
        writer.finish(queue);
    }
}
