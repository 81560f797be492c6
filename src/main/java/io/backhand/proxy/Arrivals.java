package io.backhand.proxy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * The arrivals of late, so that most requests find theirs made. It is kept for all connections together: an idle one
 * costs nothing, and one that carries requests for many hosts finds them too.
 *
 * <p>Thread-safe without a lock: what is kept is immutable, and a thread that misses what another has just put makes
 * the same once more.
 */
final class Arrivals {
    /** Clients busy at one time, and a power of two; each takes 2 KiB or so. Two that share a place take turns. */
    private static final int PLACES = 1024;

    /** An authority longer than any name is not kept, so that nobody can fill the memory with them. */
    private static final int MAX_AUTHORITY = 255;

    private final Via via;
    private final @Nullable Kept[] places = new @Nullable Kept[PLACES];

    /** @param connector whose trust the arrival goes by */
    private record Kept(Connector connector, Arrival arrival) {}

    Arrivals(Via via) {
        this.via = via;
    }

    /** How a request came. */
    Arrival of(Request clientRequest) {
        ConnectionMetaData connection = clientRequest.getConnectionMetaData();
        Connector connector = connection.getConnector();
        HttpVersion version = connection.getHttpVersion();
        // Not what the request says of it, which in HTTP/2 and in absolute form is for the client to write.
        boolean secure = connection.isSecure();
        String authority = authority(clientRequest, version);
        InetAddress peer =
                connection.getRemoteSocketAddress() instanceof InetSocketAddress remote ? remote.getAddress() : null;
        int place = place(authority, peer);
        Kept kept = places[place];
        if (kept != null && kept.connector() == connector && kept.arrival().isOf(version, secure, authority, peer)) {
            return kept.arrival();
        }
        Arrival made = new Arrival(
                version, secure, authority, peer, TrustedPeers.of(connector), CertificateHeaders.of(connector), via);
        if (authority.length() <= MAX_AUTHORITY) {
            places[place] = new Kept(connector, made);
        }
        return made;
    }

    /** HTTP/2 has its own field for it, which goes before Host (RFC 9113, 8.3.1). */
    private static String authority(Request clientRequest, HttpVersion version) {
        String host = clientRequest.getHeaders().get(HttpHeader.HOST);
        if (host != null && version.getVersion() < HttpVersion.HTTP_2.getVersion()) {
            return host;
        }
        String inTarget = clientRequest.getHttpURI().getAuthority();
        if (inTarget != null) {
            return inTarget;
        }
        return host == null ? "" : host;
    }

    private static int place(String authority, @Nullable InetAddress peer) {
        int hash = 31 * authority.hashCode() + (peer == null ? 0 : peer.hashCode());
        return (hash ^ hash >>> 16) & PLACES - 1;
    }
}
