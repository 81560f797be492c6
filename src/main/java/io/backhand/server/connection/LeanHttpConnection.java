package io.backhand.server.connection;

import java.util.Objects;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpGenerator;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.jspecify.annotations.Nullable;

/**
 * Jetty's connection without three detours that it takes for each request: a {@link LeanParser} finds the fields it
 * knows without copying them, a {@link PlainHost} is checked without being parsed as a list, and a
 * {@link LeanGenerator} goes through the fields of a response once and not once for each.
 *
 * <p>Confined like Jetty's own to the thread that reads.
 */
final class LeanHttpConnection extends HttpConnection {
    /** Set while Jetty's constructor runs, so it may have no initial value here. */
    private @Nullable RequestHandler handler;

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
        RequestHandler made = new HostKeeper();
        handler = made;
        return made;
    }

    @Override
    protected HttpParser newHttpParser(HttpCompliance compliance) {
        HttpConfiguration configuration = getHttpConfiguration();
        HttpParser parser =
                new LeanParser(Objects.requireNonNull(handler), configuration.getRequestHeaderSize(), compliance);
        parser.setHeaderCacheSize(configuration.getHeaderCacheSize());
        parser.setHeaderCacheCaseSensitive(configuration.isHeaderCacheCaseSensitive());
        return parser;
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
