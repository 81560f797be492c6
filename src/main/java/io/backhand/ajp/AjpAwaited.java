package io.backhand.ajp;

import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.ThreadPool;

/**
 * For whom a connection is watched: for itself between requests, for its request while that wants more of its body.
 * Whoever is to read next is told by it alone, so that there are never two.
 *
 * <p>Thread-safe: a request may end, on any thread, at the very moment when something comes.
 */
final class AjpAwaited implements Callback {
    private static final int NOBODY = 0;
    private static final int REQUEST = 1;
    private static final int CONNECTION = 2;

    private final AjpConnection connection;
    private final AjpChannel channel;
    private final AtomicInteger who = new AtomicInteger(NOBODY);

    AjpAwaited(AjpConnection connection, AjpChannel channel) {
        this.connection = connection;
        this.channel = channel;
    }

    /** Tells the connection when something has come. */
    void byConnection() {
        who.set(CONNECTION);
        connection.fillInterested(this);
    }

    /** Tells the request. */
    void byRequest() {
        who.set(REQUEST);
        // It does nothing where this is waiting already, as after a request was told that nothing came in time.
        connection.getEndPoint().tryFillInterested(this);
    }

    /** Tells the request at once. */
    void contentAvailable() {
        Runnable task = channel.onContentAvailable();
        if (task != null) {
            task.run();
        }
    }

    /** The request is over. @return whether it has waited: in its place the connection does now */
    boolean handOver() {
        return who.compareAndSet(REQUEST, CONNECTION);
    }

    @Override
    public void succeeded() {
        if (who.getAndSet(NOBODY) == REQUEST) {
            contentAvailable();
        } else {
            connection.onFillable();
        }
    }

    @Override
    public void failed(Throwable cause) {
        if (who.getAndSet(NOBODY) == REQUEST) {
            ThreadPool.executeImmediately(channel.getExecutor(), channel.onFailure(cause));
        } else {
            connection.waitFailed(cause);
        }
    }

    @Override
    public InvocationType getInvocationType() {
        return who.get() == REQUEST
                ? Invocable.getInvocationType(channel)
                : channel.getServer().getInvocationType();
    }
}
