package io.backhand.content;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The files of one static root. Thread-safe. */
public final class StaticFiles {
    /**
     * Answers the request if its path names a file; the callback is then this method's to complete.
     *
     * @return false where there is no such file; nothing has then been done
     */
    public boolean serve(Request clientRequest, Response clientResponse, Callback callback) {
        return false;
    }
}
