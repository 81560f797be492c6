package io.backhand.server.connection;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpGenerator;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.jspecify.annotations.Nullable;

/**
 * Jetty's connection without two detours that it takes for each request: a {@link PlainHost} is checked without being
 * parsed as a list, and a {@link LeanGenerator} goes through the fields of a response once and not once for each.
 *
 * <p>Confined like Jetty's own to the thread that reads.
 */
final class LeanHttpConnection extends HttpConnection {
    private @Nullable PlainHost lastHost;

    LeanHttpConnection(HttpConfiguration configuration, Connector connector, EndPoint endPoint) {
        super(configuration, connector, endPoint);
    }

    @Override
    protected HttpGenerator newHttpGenerator() {
        return new LeanGenerator();
    }

    @Override
    protected RequestHandler newRequestHandler() {
        return new HostKeeper();
    }

    /** Most requests of a connection are for one host. */
    private final class HostKeeper extends RequestHandler {
        @Override
        public void parsedHeader(HttpField field) {
            super.parsedHeader(field.getHeader() == HttpHeader.HOST ? plain(field) : field);
        }

        private HttpField plain(HttpField host) {
            PlainHost last = lastHost;
            if (last != null && last.isSame(host)) {
                return last;
            }
            if (!PlainHost.isPlain(host.getValue())) {
                return host;
            }
            PlainHost made = new PlainHost(host);
            lastHost = made;
            return made;
        }
    }
}
