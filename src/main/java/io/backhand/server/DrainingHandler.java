package io.backhand.server;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Lets the requests under way finish before the server stops. One that comes meanwhile on a connection already
 * open is served too, so that no client meets an error; {@link Farewell} tells it that it was the connection's last.
 *
 * <p>Thread-safe.
 */
final class DrainingHandler extends Handler.Wrapper {
    private final AtomicLong underWay = new AtomicLong();
    private final Object drained = new Object();
    private volatile boolean draining;

    DrainingHandler(Handler handler) {
        super(handler);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        underWay.incrementAndGet();
        boolean handled = false;
        try {
            handled = super.handle(request, response, new Counted(callback, this));
        } finally {
            if (!handled) {
                finished();
            }
        }
        return handled;
    }

    /** Waits until nothing is under way, at most that long. @return how many requests were not done by then */
    long drain(Duration limit) throws InterruptedException {
        draining = true;
        long deadline = System.nanoTime() + limit.toNanos();
        synchronized (drained) {
            long left = limit.toNanos();
            while (underWay.get() > 0 && left > 0) {
                TimeUnit.NANOSECONDS.timedWait(drained, left);
                left = deadline - System.nanoTime();
            }
        }
        return underWay.get();
    }

    private void finished() {
        if (underWay.decrementAndGet() == 0 && draining) {
            synchronized (drained) {
                drained.notifyAll();
            }
        }
    }

    /** Says that a request is done, when it has been. */
    private record Counted(Callback callback, DrainingHandler handler) implements Callback {
        @Override
        public void succeeded() {
            try {
                callback.succeeded();
            } finally {
                handler.finished();
            }
        }

        @Override
        public void failed(Throwable cause) {
            try {
                callback.failed(cause);
            } finally {
                handler.finished();
            }
        }

        @Override
        public InvocationType getInvocationType() {
            return callback.getInvocationType();
        }
    }
}
