package io.backhand.proxy;

import java.net.InetSocketAddress;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * What a request's {@code ConnectionMetaData} is where its connection is not the client's own but that of a server in front
 * that is believed, by its very protocol, in what it tells of the client: its address, its TLS, its name.
 *
 * <p>Nobody who comes so is this machine. Thread-safe.
 */
public interface ToldByPeer {
    /** That of a request, whatever else was wrapped around it; null where the connection is the client's own. */
    static @Nullable ToldByPeer of(Request clientRequest) {
        ConnectionMetaData connection = clientRequest.getConnectionMetaData();
        while (connection instanceof ConnectionMetaData.Wrapper wrapper) {
            if (wrapper instanceof ToldByPeer told) {
                return told;
            }
            connection = wrapper.getWrapped();
        }
        return null;
    }

    /** The client's address; unresolved where none is told. */
    InetSocketAddress client();

    /** The TLS between the client and the server in front; null where there is none. */
    EndPoint.@Nullable SslSessionData tls();

    /** Adds what backends are told of it besides what they are told of any client. */
    void addTo(HttpFields.Mutable backendHeaders);
}
