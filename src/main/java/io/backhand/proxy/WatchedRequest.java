package io.backhand.proxy;

import java.util.function.Consumer;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * A request whose failure is told to the engine before the servlet layer hears of it.
 *
 * <p>Listeners are told in the order they were added, and {@code startAsync} adds one that ends the servlet's side
 * of a request there and then. The engine would be left with a request that may by now be another's.
 */
final class WatchedRequest extends Request.Wrapper {
    private volatile @Nullable Consumer<Throwable> listener;
    private volatile @Nullable Throwable failure;

    /** Watches from now on; to be made before {@code startAsync}. */
    static WatchedRequest of(Request request) {
        WatchedRequest watched = new WatchedRequest(request);
        request.addFailureListener(watched::failed);
        return watched;
    }

    private WatchedRequest(Request request) {
        super(request);
    }

    /** Takes one listener, the engine's. */
    @Override
    public void addFailureListener(Consumer<Throwable> onFailure) {
        listener = onFailure;
        Throwable before = failure;
        if (before != null) {
            onFailure.accept(before);
        }
    }

    private void failed(Throwable cause) {
        failure = cause;
        Consumer<Throwable> told = listener;
        if (told != null) {
            told.accept(cause);
        }
    }
}
