package io.backhand.server;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Lets the requests under way finish before the server stops. One that comes meanwhile on a connection already
 * open is served too and told that it was the connection's last, so that no client meets an error.
 *
 * <p>Thread-safe.
 */
final class DrainingHandler extends Handler.Wrapper {
    private final AtomicLong underWay = new AtomicLong();
    private final CountDownLatch drained = new CountDownLatch(1);
    private volatile boolean draining;

    DrainingHandler(Handler handler) {
        super(handler);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        underWay.incrementAndGet();
        boolean handled = false;
        try {
            if (draining && request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1) {
                response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
            }
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
        if (underWay.get() > 0) {
            drained.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        }
        return underWay.get();
    }

    private void finished() {
        if (underWay.decrementAndGet() == 0 && draining) {
            drained.countDown();
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
