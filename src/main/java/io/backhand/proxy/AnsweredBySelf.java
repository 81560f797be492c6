package io.backhand.proxy;

import io.backhand.proxy.ProxyCounters.Event;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The answer of this machine's own application, and what its end means for the ledger and the request.
 *
 * @param itsTry the entry in the ledger
 */
record AnsweredBySelf(BackendTry itsTry, Response clientResponse, RequestEnd end) implements Callback {
    @Override
    public void succeeded() {
        itsTry.responseBegun(clientResponse.getStatus());
        itsTry.finished();
        end.succeed(Event.PROXIED);
    }

    @Override
    public void failed(Throwable cause) {
        itsTry.failed();
        end.fail(Event.TRUNCATED, cause);
    }
}
