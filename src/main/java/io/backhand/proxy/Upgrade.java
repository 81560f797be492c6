package io.backhand.proxy;

import java.util.Locale;
import java.util.StringJoiner;
import java.util.random.RandomGenerator;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * A client's wish to go on in another protocol (RFC 9110, 7.8).
 *
 * @param protocols as the backend is asked for them
 * @param key made for a client of {@link Http2WebSocket}; null for one that asks by an upgrade itself
 */
record Upgrade(String protocols, @Nullable String key) {
    /** What a client asks for; null where it asks for nothing that may pass. */
    static @Nullable Upgrade askedFor(Request clientRequest) {
        HttpFields headers = clientRequest.getHeaders();
        if (headers.getField(HttpHeader.UPGRADE) == null || !mayAsk(clientRequest)) {
            return null;
        }
        StringJoiner protocols = new StringJoiner(", ");
        for (String protocol : headers.getCSV(HttpHeader.UPGRADE, false)) {
            if (mayPass(protocol)) {
                protocols.add(protocol);
            }
        }
        return protocols.length() == 0 ? null : new Upgrade(protocols.toString(), null);
    }

    /** What a client of HTTP/2 asks for by {@link Http2WebSocket}. */
    static Upgrade toWebSocket(RandomGenerator chance) {
        return new Upgrade(Http2WebSocket.PROTOCOL, Http2WebSocket.newKey(chance));
    }

    /** Whether it is for WebSocket, which a request without the upgrade would make no sense to. */
    boolean isToWebSocket() {
        return protocols.equalsIgnoreCase(Http2WebSocket.PROTOCOL);
    }

    /** Whether the backend's 101 names one of them, and is the answer to the key. */
    boolean isAgreedTo(HttpFields backendHeaders) {
        if (key != null && !Http2WebSocket.answerTo(key).equals(backendHeaders.get(Http2WebSocket.ACCEPT))) {
            return false;
        }
        String agreed = backendHeaders.get(HttpHeader.UPGRADE);
        if (agreed == null) {
            return false;
        }
        for (String protocol : protocols.split(", ", -1)) {
            if (protocol.equalsIgnoreCase(agreed)) {
                return true;
            }
        }
        return false;
    }

    /** HTTP/1.0 can't, nor what is no connection of its own; and the field means nothing without Connection saying so. */
    private static boolean mayAsk(Request clientRequest) {
        return clientRequest.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1
                && clientRequest.getTunnelSupport() != null
                && clientRequest.getHeaders().contains(HttpHeader.CONNECTION, HttpHeaderValue.UPGRADE.asString());
    }

    /**
     * Not HTTP of any version, nor TLS with HTTP in it: requests would go on to the backend that the balancer never
     * sees.
     */
    private static boolean mayPass(String protocol) {
        int slash = protocol.indexOf('/');
        String name = slash < 0 ? protocol : protocol.substring(0, slash);
        boolean carriesRequests =
                switch (name.toLowerCase(Locale.ROOT)) {
                    case "http", "h2", "h2c", "h3", "tls" -> true;
                    default -> false;
                };
        return !carriesRequests && Token.is(name) && (slash < 0 || Token.is(protocol.substring(slash + 1)));
    }
}
