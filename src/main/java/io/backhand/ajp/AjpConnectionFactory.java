package io.backhand.ajp;

import io.backhand.ajp.codec.ForwardRequestReader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;

/** Makes the connections of a listener that speaks AJP/1.3. Thread-safe. */
public final class AjpConnectionFactory extends AbstractConnectionFactory
        implements HttpConfiguration.ConnectionFactory {
    static final String PROTOCOL = "ajp/1.3";

    /** As many as httpd takes of a client, where its {@code LimitRequestFields} is not set. */
    private static final int MAX_FIELDS = 100;

    private final HttpConfiguration configuration;
    private final AjpSettings settings;
    private final ForwardRequestReader reader;
    private final AjpLog log = new AjpLog();

    /** @param configuration as for HTTP; its sizes of headers count for nothing, since a header is one packet */
    public AjpConnectionFactory(HttpConfiguration configuration, AjpSettings settings) {
        super(PROTOCOL);
        this.configuration = configuration;
        this.settings = settings;
        this.reader = new ForwardRequestReader(MAX_FIELDS, settings.secret(), settings.attributes());
    }

    @Override
    public HttpConfiguration getHttpConfiguration() {
        return configuration;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        return configure(new AjpConnection(this, connector, endPoint), connector, endPoint);
    }

    AjpSettings settings() {
        return settings;
    }

    ForwardRequestReader reader() {
        return reader;
    }

    AjpLog log() {
        return log;
    }
}
