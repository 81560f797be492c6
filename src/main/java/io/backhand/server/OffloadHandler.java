package io.backhand.server;

import io.backhand.selectors.SelectorThreadPool;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * Keeps what may block off the selectors: servlets, filters, disks. What stands behind it runs on the server's pool, and
 * so do the callbacks that it is called back by; the server sees a handler that does not block.
 *
 * <p>Thread-safe.
 */
final class OffloadHandler extends Handler.Wrapper {
    OffloadHandler(Handler mayBlock) {
        super(mayBlock);
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        offload(getHandler(), request, response, callback);
        return true;
    }

    /** Has a handler that may block handle a request, on a thread that may; answers 404 where it does not want it. */
    static void offload(Request.Handler mayBlock, Request request, Response response, Callback callback) {
        Executor pool = request.getComponents().getExecutor();
        OffloadedRequest offloaded = new OffloadedRequest(request, pool);
        OffloadedResponse answer = new OffloadedResponse(offloaded, response, pool);
        if (Invocable.isNonBlockingInvocation() || isMultiplexed(request)) {
            SelectorThreadPool.afterwards(pool, () -> handle(mayBlock, offloaded, answer, callback), callback);
        } else {
            handle(mayBlock, offloaded, answer, callback);
        }
    }

    /** Even a thread of the pool reads for the other streams of its connection: it does so first after the handshake. */
    private static boolean isMultiplexed(Request request) {
        return request.getConnectionMetaData().getHttpVersion().getVersion() >= HttpVersion.HTTP_2.getVersion();
    }

    private static void handle(Request.Handler mayBlock, Request request, Response response, Callback callback) {
        try {
            if (!mayBlock.handle(request, response, callback)) {
                Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
            }
        } catch (Throwable e) {
            callback.failed(e);
        }
    }
}
