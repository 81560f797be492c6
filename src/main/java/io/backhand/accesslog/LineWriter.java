package io.backhand.accesslog;

import io.backhand.cluster.NanoClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes exchanges down in a file, many at a time, and sees to the file.
 *
 * <p>Where the file can't be written, the lines at hand are dropped, and it is tried again a second later; exchanges wait in
 * their queue meanwhile. The program's log says once that it failed, and once that it goes on.
 *
 * <p>Not thread-safe: it belongs to the log's own thread.
 */
final class LineWriter {
    private static final int BUFFER_BYTES = 128 * 1024;

    /** So often it is looked at whether the file was moved away; and so long after a failure it is tried again. */
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How many lines were dropped is said so often at most. */
    private static final long SAY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final Logger LOG = LoggerFactory.getLogger(LineWriter.class);

    private final LogFile file;
    private final LineFormat format;
    private final NanoClock clock;
    private final LineCounts counts;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final Line line = new Line(buffer);
    private long linesInBuffer;

    private long lookedAtNanos;
    private boolean failing;
    private long failedAtNanos;
    private boolean lost;
    private long droppedSaid;
    private long saidAtNanos;

    /** @param file closed by {@link #finish} */
    LineWriter(LogFile file, LineFormat format, NanoClock clock, LineCounts counts) {
        this.file = file;
        this.format = format;
        this.clock = clock;
        this.counts = counts;
        this.lookedAtNanos = clock.nanoTime();
        this.saidAtNanos = lookedAtNanos - SAY_NANOS;
    }

    /** Writes down all that is there, but where the file has just failed. */
    void writeAll(EntryQueue queue) {
        look();
        Entry next = isPausing() ? null : queue.take();
        while (next != null) {
            append(next);
            next = isPausing() ? null : queue.take();
        }
        flush();
    }

    /** Writes down all that is there, or drops it, and closes the file. */
    void finish(EntryQueue queue) {
        while (queue.size() > 0) {
            Entry next = queue.take();
            if (next != null) {
                append(next);
            }
        }
        flush();
        sayDropped();
        try {
            file.close();
        } catch (IOException e) {
            LOG.warn("access log: {} was not closed in good order: {}", file.path(), LogFile.reason(e));
        }
    }

    private boolean isPausing() {
        return failing && clock.nanoTime() - failedAtNanos < LOOK_NANOS;
    }

    private void append(Entry entry) {
        if (buffer.remaining() < Line.MAX_BYTES) {
            flush();
            look();
        }
        int begin = buffer.position();
        try {
            format.write(entry, line);
            linesInBuffer++;
        } catch (RuntimeException e) {
            buffer.position(begin);
            counts.addDropped(1);
            LOG.error("access log: a line could not be made", e);
        }
    }

    private void flush() {
        if (linesInBuffer == 0) {
            return;
        }
        buffer.flip();
        long dropped = 0;
        try {
            file.write(buffer);
            if (failing) {
                failing = false;
                LOG.info("access log: {} is written again", file.path());
            }
        } catch (IOException e) {
            dropped = linesLeft();
            failed(e);
        }
        counts.addDropped(dropped);
        counts.addWritten(linesInBuffer - dropped);
        linesInBuffer = 0;
        buffer.clear();
    }

    /** One written in part is among them. */
    private long linesLeft() {
        long lines = 0;
        while (buffer.hasRemaining()) {
            if (buffer.get() == '\n') {
                lines++;
            }
        }
        return lines;
    }

    private void failed(IOException cause) {
        failedAtNanos = clock.nanoTime();
        if (!failing) {
            failing = true;
            LOG.error("access log: can't write to {}: {}", file.path(), LogFile.reason(cause));
        }
    }

    private void look() {
        long now = clock.nanoTime();
        if (now - lookedAtNanos < LOOK_NANOS) {
            return;
        }
        lookedAtNanos = now;
        follow();
        if (now - saidAtNanos >= SAY_NANOS) {
            sayDropped();
        }
    }

    /** Where there can't be a new file, the lines go on to the old one, which is open still. */
    private void follow() {
        try {
            file.follow();
            lost = false;
        } catch (IOException e) {
            if (!lost) {
                lost = true;
                LOG.error(
                        "access log: no new file can be begun at {}, the one moved away is written on: {}",
                        file.path(),
                        LogFile.reason(e));
            }
        }
    }

    private void sayDropped() {
        long dropped = counts.dropped();
        if (dropped > droppedSaid) {
            LOG.warn(
                    "access log: {} lines were dropped, since {} could not be written, or not as fast",
                    dropped - droppedSaid,
                    file.path());
            droppedSaid = dropped;
            saidAtNanos = clock.nanoTime();
        }
    }
}
