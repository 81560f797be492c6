package io.backhand.proxy.upstream;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/** A selector, with the one thread that serves it, on which connections to backends can live. Thread-safe. */
public interface BackendSelector {
    /**
     * Takes over a channel, which is closed where that fails.
     *
     * @param channel non-blocking, its connect under way or done
     * @param connecting is told the outcome, once
     */
    void connect(SocketChannel channel, Connecting connecting);

    /** A connection being made. Told on the selector's thread, which must not be blocked. */
    interface Connecting {
        /** It is made; what is answered is opened on the end point. */
        Connection connected(EndPoint endPoint) throws IOException;

        /** It can't be made. */
        void failed(Throwable cause);
    }
}
