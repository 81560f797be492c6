package io.backhand.server;

import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;

/** A response whose handler may block, and never does so on a selector's thread. As thread-safe as what it wraps. */
final class OffloadedResponse extends Response.Wrapper {
    private final Executor pool;

    OffloadedResponse(Request request, Response response, Executor pool) {
        super(request, response);
        this.pool = pool;
    }

    /**
     * After the last write come the listeners of a request's end. Jetty takes those for non-blocking, but they are the
     * web application's.
     */
    @Override
    public void write(boolean last, ByteBuffer content, Callback callback) {
        boolean stays = !last && Invocable.getInvocationType(callback) == Invocable.InvocationType.NON_BLOCKING;
        super.write(last, content, stays ? callback : new Offloaded(callback, pool));
    }

    private record Offloaded(Callback callback, Executor pool) implements Callback {
        @Override
        public void succeeded() {
            OffloadedRequest.runWhereItMayBlock(callback::succeeded, pool);
        }

        @Override
        public void failed(Throwable cause) {
            OffloadedRequest.runWhereItMayBlock(() -> callback.failed(cause), pool);
        }

        @Override
        public InvocationType getInvocationType() {
            return Invocable.getInvocationType(callback);
        }
    }
}
