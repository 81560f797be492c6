package io.backhand.selectors;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ManagedSelector.Selectable;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * One end of a TCP connection, a client's or a backend's, on a {@link SharedSelector}.
 *
 * <p>It differs from Jetty's in three things. What it wishes to hear of is set on the key where it is wished: the
 * JDK passes it on to the kernel with the next select, so the selector's own thread has nothing to submit. The wish
 * to read stays, so that waiting for the next message costs no call. And a socket that a read has emptied is not read
 * again before the selector has reported it: {@link Tricks}.
 *
 * <p>Thread-safe.
 */
final class SelectorEndPoint extends ChannelEndPoint implements Selectable {
    private final SharedSelector selector;
    private final Consumer<SelectorEndPoint> whenClosed;
    private final Object interestLock = new Object();
    private volatile SelectionKey key;

    /** What the key is told to wait for; guarded by {@link #interestLock}. */
    private int interest;

    /** How often the selector has said that there is something to read; written by its thread alone. */
    private volatile int readables;

    /** {@link #readables} when the read began that emptied the socket. */
    private volatile int emptiedAt = -1;

    private final Invocable.Task fillable = new EventTask() {
        @Override
        public void run() {
            getFillInterest().fillable();
        }

        @Override
        public InvocationType getInvocationType() {
            return getFillInterest().getCallbackInvocationType();
        }
    };

    private final Invocable.Task writable = new EventTask() {
        @Override
        public void run() {
            getWriteFlusher().completeWrite();
        }

        @Override
        public InvocationType getInvocationType() {
            return getWriteFlusher().getCallbackInvocationType();
        }
    };

    private final Invocable.Task both = new EventTask() {
        @Override
        public void run() {
            writable.run();
            fillable.run();
        }

        @Override
        public InvocationType getInvocationType() {
            return Invocable.combine(writable.getInvocationType(), fillable.getInvocationType());
        }
    };

    /**
     * One that waits for nothing yet.
     *
     * @param key without interest
     * @param whenClosed is told on the selector's thread, when the connection has been told
     */
    SelectorEndPoint(
            SocketChannel channel, SelectionKey key, SharedSelector selector, Consumer<SelectorEndPoint> whenClosed)
            throws IOException {
        super(channel, selector.scheduler());
        this.key = key;
        this.selector = selector;
        this.whenClosed = whenClosed;
    }

    /**
     * Gives it its connection, and lets that begin. Runs on the selector's thread, once.
     *
     * @param idleMillis after which it is closed where nothing moves; 0 is never. Set before it is open, it would make a
     *     timer twice
     */
    void open(Connection connection, long idleMillis) {
        setConnection(connection);
        onOpen();
        setIdleTimeout(idleMillis);
        try {
            connection.onOpen();
        } catch (RuntimeException | Error e) {
            close(e);
        }
    }

    SharedSelector selector() {
        return selector;
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        if (isInputShutdown()) {
            return -1;
        }
        int readable = readables;
        if (emptiedAt == readable) {
            return 0;
        }
        int filled = read(buffer);
        boolean roomLeft = buffer.limit() < buffer.capacity();
        if (filled >= 0 && roomLeft && selector.tricks().shortReads()) {
            // What comes from now on the selector reports: it is level-triggered.
            emptiedAt = readable;
        }
        return filled;
    }

    @Override
    protected void needsFillInterest() {
        change(SelectionKey.OP_READ, true);
    }

    @Override
    protected void onIncompleteFlush() {
        change(SelectionKey.OP_WRITE, true);
    }

    @Override
    public @Nullable Callback cancelWrite(Throwable cause) {
        Callback callback = super.cancelWrite(cause);
        if (callback != null) {
            change(SelectionKey.OP_WRITE, false);
        }
        return callback;
    }

    private void change(int operation, boolean wished) {
        try {
            synchronized (interestLock) {
                int changed = wished ? interest | operation : interest & ~operation;
                if (changed == interest) {
                    return;
                }
                interest = changed;
                key.interestOps(changed);
            }
        } catch (CancelledKeyException e) {
            close(e);
            return;
        }
        if (!selector.isLoop()) {
            selector.wake();
        }
    }

    @Override
    public @Nullable Runnable onSelected() {
        int ready = key.readyOps();
        boolean readable = (ready & SelectionKey.OP_READ) != 0;
        boolean flushable = (ready & SelectionKey.OP_WRITE) != 0;
        boolean awaited;
        if (readable) {
            int next = readables + 1;
            readables = next;
        }
        synchronized (interestLock) {
            // Asked under the lock: who begins to wait meanwhile finds the wish gone, and makes it again.
            awaited = readable && isFillInterested();
            int rest = interest & ~(ready & SelectionKey.OP_WRITE);
            if (readable && !(awaited && staysWished())) {
                rest &= ~SelectionKey.OP_READ;
            }
            if (rest != interest) {
                interest = rest;
                key.interestOps(rest);
            }
        }
        if (awaited) {
            return flushable ? both : fillable;
        }
        return flushable ? writable : null;
    }

    /** Not where a pool thread will read: until it does, the selector would report the same again and again. */
    private boolean staysWished() {
        return selector.tricks().stickyReads()
                && getFillInterest().getCallbackInvocationType() != Invocable.InvocationType.BLOCKING;
    }

    @Override
    public void updateKey() {
        // What is wished for was set where it was wished.
    }

    @Override
    public void replaceKey(SelectionKey newKey) {
        key = newKey;
    }

    /** The connection is told later: it may be in the midst of something, and the socket goes with the next select. */
    @Override
    public void onClose(@Nullable Throwable cause) {
        try {
            super.onClose(cause);
        } finally {
            selector.later(() -> closed(cause));
        }
    }

    private void closed(@Nullable Throwable cause) {
        try {
            Connection connection = getConnection();
            if (connection != null) {
                connection.onClose(cause);
            }
        } finally {
            whenClosed.accept(this);
        }
    }

    /** What is to be done about an event; closes the connection where nobody can. */
    private abstract class EventTask implements Invocable.Task, Closeable {
        @Override
        public void close() {
            SelectorEndPoint.this.close();
        }
    }
}
