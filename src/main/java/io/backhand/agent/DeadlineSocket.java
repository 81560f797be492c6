package io.backhand.agent;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * A socket that is done by a deadline: connecting and all reads together, where the JDK's own time-out begins anew
 * with each read, so that a peer that sends a byte now and then could hold its reader for ever.
 */
final class DeadlineSocket extends Socket {
    private final long deadlineNanos;

    /** A socket whose time begins now. */
    DeadlineSocket(Duration limit) {
        this.deadlineNanos = System.nanoTime() + limit.toNanos();
    }

    /** Connects. @throws SocketTimeoutException at the deadline */
    void connectInTime(InetSocketAddress address) throws IOException {
        connect(address, millisLeft());
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                setSoTimeout(millisLeft());
                return super.read();
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                setSoTimeout(millisLeft());
                return super.read(buffer, offset, length);
            }
        };
    }

    private int millisLeft() throws SocketTimeoutException {
        long millis = (deadlineNanos - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
            throw new SocketTimeoutException("out of time");
        }
        return (int) millis;
    }
}
