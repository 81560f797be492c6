package io.backhand.server.connection;

import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpParser;

/**
 * Takes the fields it finds in its cache for what stands in the message. Jetty's own copies each out of the message
 * once more to compare the case; but the cache of a connection, where it is to keep the case, is searched with
 * regard to it. Left are the few that Jetty knows beforehand, such as {@code Accept-Encoding: gzip}: written in another
 * case they mean the same, and go on in the usual one.
 */
final class LeanParser extends HttpParser {
    LeanParser(RequestHandler handler, int maxHeaderBytes, HttpCompliance compliance) {
        super(handler, maxHeaderBytes, compliance);
    }

    @Override
    public boolean isHeaderCacheCaseSensitive() {
        return false;
    }
}
