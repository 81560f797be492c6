package io.backhand.accesslog;

import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** A client's request of which the log tells how it went. Where the log is off there is none. */
public final class LoggedRequest extends Request.Wrapper {
    private final Way way = new Way();

    /** Of which nothing is noted yet. */
    public LoggedRequest(Request wrapped) {
        super(wrapped);
    }

    /** Where to note how the request goes, whatever wraps it by now; null where nobody wants to know. */
    public static @Nullable Way wayOf(Request request) {
        LoggedRequest logged = Request.as(request, LoggedRequest.class);
        return logged == null ? null : logged.way;
    }
}
