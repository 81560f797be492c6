package io.backhand.proxy;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpScheme;

/**
 * What a client asked for, as it wrote it itself: where a trusted proxy tells what came to it
 * ({@code X-Forwarded-Proto}, {@code X-Forwarded-Host}), that, and else what came to this balancer.
 *
 * @param secure whether by TLS
 * @param authority the host, and port if any; empty where it said none
 */
record AskedFor(boolean secure, String authority) {
    static AskedFor of(Arrival arrival, HttpFields clientRequestHeaders) {
        if (!arrival.peerTrusted()) {
            return new AskedFor(arrival.isSecure(), arrival.authority());
        }
        String proto = told(HttpHeader.X_FORWARDED_PROTO, clientRequestHeaders);
        String host = told(HttpHeader.X_FORWARDED_HOST, clientRequestHeaders);
        return new AskedFor(
                proto.isEmpty() ? arrival.isSecure() : HttpScheme.HTTPS.is(proto),
                host.isEmpty() ? arrival.authority() : host);
    }

    /** Its scheme. */
    String scheme() {
        return secure ? HttpScheme.HTTPS.asString() : HttpScheme.HTTP.asString();
    }

    /** The first of a list, which the proxy nearest to the client wrote; empty where there is none. */
    private static String told(HttpHeader header, HttpFields clientRequestHeaders) {
        HttpField field = clientRequestHeaders.getField(header);
        if (field == null) {
            return "";
        }
        String value = field.getValue();
        int comma = value.indexOf(',');
        return (comma < 0 ? value : value.substring(0, comma)).strip();
    }
}
