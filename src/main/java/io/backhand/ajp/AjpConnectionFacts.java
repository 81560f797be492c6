package io.backhand.ajp;

import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractMetaDataConnection;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.util.Attributes;

/** What Jetty asks a connection for that is the same for all its requests. Thread-safe. */
abstract class AjpConnectionFacts extends AbstractMetaDataConnection {
    private static final AtomicLong IDS = new AtomicLong();

    private final String id = "ajp#" + IDS.getAndIncrement();
    private final Attributes attributes = new Attributes.Lazy();

    AjpConnectionFacts(Connector connector, HttpConfiguration configuration, EndPoint endPoint) {
        super(connector, configuration, endPoint);
    }

    @Override
    public String getId() {
        return id;
    }

    @Override
    public HttpVersion getHttpVersion() {
        return HttpVersion.HTTP_1_1;
    }

    @Override
    public String getProtocol() {
        return AjpConnectionFactory.PROTOCOL;
    }

    /** The client's {@code Connection: close} says nothing of this connection. */
    @Override
    public boolean isPersistent() {
        return true;
    }

    @Override
    public Object removeAttribute(String name) {
        return attributes.removeAttribute(name);
    }

    @Override
    public Object setAttribute(String name, Object value) {
        return attributes.setAttribute(name, value);
    }

    @Override
    public Object getAttribute(String name) {
        return attributes.getAttribute(name);
    }

    @Override
    public Set<String> getAttributeNameSet() {
        return attributes.getAttributeNameSet();
    }

    @Override
    public void clearAttributes() {
        attributes.clearAttributes();
    }
}
