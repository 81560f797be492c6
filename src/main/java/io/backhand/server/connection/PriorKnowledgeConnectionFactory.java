package io.backhand.server.connection;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/2 without TLS for who begins with it. A request of HTTP/1.1 that asks to go over to it by {@code Upgrade: h2c} is
 * answered as it came, which that field allows and RFC 9113 wishes (3.1). Thread-safe.
 */
public final class PriorKnowledgeConnectionFactory extends HTTP2CServerConnectionFactory {
    /** What begins as HTTP/1.1 stays so configured. */
    public PriorKnowledgeConnectionFactory(HttpConfiguration configuration) {
        super(configuration);
    }

    @Override
    @SuppressWarnings("NullAway") // Jetty is not annotated; null is how it is told that nothing changes.
    public @Nullable Connection upgradeConnection(
            Connector connector, EndPoint endPoint, MetaData.Request request, HttpFields.Mutable response101) {
        return HttpMethod.PRI.is(request.getMethod())
                ? super.upgradeConnection(connector, endPoint, request, response101)
                : null;
    }
}
