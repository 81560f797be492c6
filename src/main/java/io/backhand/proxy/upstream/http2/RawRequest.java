package io.backhand.proxy.upstream.http2;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.backhand.proxy.upstream.BackendRequest;
import java.net.URI;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpConversation;
import org.eclipse.jetty.client.transport.HttpRequest;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.HostPort;
import org.jspecify.annotations.Nullable;

/**
 * A request of Jetty's client that goes out as it came: method and target are not parsed, changed or checked, since
 * a backend may well understand what a URI parser refuses. Its Host field is HTTP/2's {@code :authority}.
 */
final class RawRequest extends HttpRequest {
    /** Its connection says where it goes; Jetty wants a URI all the same. */
    private static final URI ANYWHERE = URI.create("http://backend");

    /** The first that is not a printable character of ASCII. */
    private static final char DELETE = 0x7F;

    private final String method;
    private final String path;
    private final @Nullable String query;
    private final HostPort authority;
    private final Http2Exchange exchange;

    /** @throws IllegalArgumentException if its Host is none */
    RawRequest(HttpClient client, BackendRequest backendRequest, String scheme, Http2Exchange exchange) {
        super(client, new HttpConversation(), ANYWHERE);
        this.method = backendRequest.method();
        String target = ascii(backendRequest.target());
        // The client's sender takes a query with a lone % only where it is apart from the path.
        int question = target.indexOf('?');
        this.path = question < 0 ? target : target.substring(0, question);
        this.query = question < 0 ? null : target.substring(question + 1);
        String host = backendRequest.headers().get(HttpHeader.HOST);
        this.authority = new HostPort(host == null ? "" : host);
        this.exchange = exchange;
        scheme(scheme);
        // How long a backend may be silent is the route's to say, not the connection's.
        idleTimeout(0, TimeUnit.MILLISECONDS);
        // An expectation is met by the balancer: the client's sender would wait for an answer for good.
        headers(headers -> headers.clear()
                .add(backendRequest.headers())
                .remove(HttpHeader.HOST)
                .remove(HttpHeader.EXPECT));
    }

    /**
     * In HTTP/2 a path is ASCII (RFC 9113, 8.3.1), and Jetty's encoder takes nothing else: what a client of HTTP/1.1 wrote
     * as it stands is encoded, which means the same (RFC 3986, 2.1).
     */
    private static String ascii(String target) {
        int i = 0;
        while (i < target.length() && target.charAt(i) < DELETE) {
            i++;
        }
        if (i == target.length()) {
            return target;
        }
        StringBuilder encoded = new StringBuilder(target.length() + 32).append(target, 0, i);
        for (byte octet : target.substring(i).getBytes(UTF_8)) {
            if (octet >= 0 && octet < DELETE) {
                encoded.append((char) octet);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
            }
        }
        return encoded.toString();
    }

    /** Whom interim responses go to. */
    Http2Exchange exchange() {
        return exchange;
    }

    @Override
    public String getMethod() {
        return method;
    }

    @Override
    public String getHost() {
        return authority.getHost();
    }

    @Override
    public int getPort() {
        return authority.getPort(-1);
    }

    @Override
    public String getPath() {
        return path;
    }

    @Override
    @SuppressWarnings("NullAway") // Jetty is not annotated; null is what it documents for no query.
    public @Nullable String getQuery() {
        return query;
    }

    /** Null: nothing in the client then looks at the target but the generator. */
    @Override
    @SuppressWarnings("NullAway")
    public @Nullable URI getURI() {
        return null;
    }
}
