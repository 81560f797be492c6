package io.backhand.server.connection;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;

/** Makes {@link LeanHttpConnection}s. Thread-safe. */
public final class LeanHttpConnectionFactory extends HttpConnectionFactory {
    /** The system property that, where {@code false}, leaves Jetty's connections as they are. */
    public static final String PROPERTY = "backhand.lean";

    LeanHttpConnectionFactory(HttpConfiguration configuration) {
        super(configuration);
    }

    /** The factory for HTTP/1.1 connections so configured: lean ones, or Jetty's own where the property says so. */
    public static HttpConnectionFactory of(HttpConfiguration configuration) {
        boolean lean = !"false".equals(System.getProperty(PROPERTY));
        return lean ? new LeanHttpConnectionFactory(configuration) : new HttpConnectionFactory(configuration);
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        LeanHttpConnection connection = new LeanHttpConnection(getHttpConfiguration(), connector, endPoint);
        connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
        return configure(connection, connector, endPoint);
    }
}
