package io.backhand.proxy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * The header a backend gets: the client's in its order and case, without what is for one hop alone and what it
 * may not say of itself, and with how it came here.
 *
 * <p>Not thread-safe: one belongs to one request.
 */
final class RequestHeaders {
    /**
     * How a request came here.
     *
     * @param version that of the client's message
     * @param secure whether over TLS
     * @param authority the host, and port if any, that the request is for; empty where it says none
     * @param peer the TCP peer
     * @param client the client behind trusted peers
     */
    record Arrival(
            HttpVersion version, boolean secure, String authority, Optional<InetAddress> peer, ClientAddress client) {
        static Arrival of(Request clientRequest) {
            HttpVersion version = clientRequest.getConnectionMetaData().getHttpVersion();
            return new Arrival(
                    version,
                    clientRequest.isSecure(),
                    authority(clientRequest, version),
                    ClientAddress.peer(clientRequest),
                    ClientAddress.of(clientRequest));
        }

        /** HTTP/2 has its own field for it, which goes before Host (RFC 9113, 8.3.1). */
        private static String authority(Request clientRequest, HttpVersion version) {
            String host = clientRequest.getHeaders().get(HttpHeader.HOST);
            String inTarget = clientRequest.getHttpURI().getAuthority();
            boolean targetFirst = host == null || version.getVersion() >= HttpVersion.HTTP_2.getVersion();
            String chosen = targetFirst && inTarget != null ? inTarget : host;
            return chosen == null ? "" : chosen;
        }
    }

    private final Arrival arrival;
    private final Via via;
    private final HttpFields.Mutable headers;
    private final StringBuilder cookies = new StringBuilder();
    private final StringBuilder viaBefore = new StringBuilder();
    private final StringBuilder forwardedFor = new StringBuilder();
    private final StringBuilder forwarded = new StringBuilder();
    private String forwardedHost = "";
    private String forwardedProto = "";
    private String forwardedPort = "";
    private String realIp = "";

    private RequestHeaders(Arrival arrival, Via via, int size) {
        this.arrival = arrival;
        this.via = via;
        this.headers = HttpFields.build(size + 8);
    }

    /** What goes to the backend. */
    static HttpFields forBackend(HttpFields clientHeaders, Arrival arrival, Via via) {
        RequestHeaders rules = new RequestHeaders(arrival, via, clientHeaders.size());
        rules.take(clientHeaders);
        rules.addOurs();
        return rules.headers;
    }

    private void take(HttpFields clientHeaders) {
        Set<String> nominated = HopByHop.nominated(clientHeaders);
        if (!clientHeaders.contains(HttpHeader.HOST)) {
            addHost(HttpHeader.HOST.asString());
        }
        for (HttpField field : clientHeaders) {
            HttpHeader header = field.getHeader();
            // A request needs its host, whatever Connection says of it.
            boolean stays = header != HttpHeader.HOST
                    && (HopByHop.isStandard(header) || HopByHop.isNominated(field, nominated));
            if (!stays) {
                takeField(field, header);
            }
        }
    }

    private void takeField(HttpField field, @Nullable HttpHeader header) {
        if (header == null) {
            takeOther(field);
            return;
        }
        switch (header) {
            case HOST -> addHost(field.getName());
            // Framing is the upstream's; an expectation is met by the balancer.
            case CONTENT_LENGTH, EXPECT -> {}
            // HTTP/2 sends it in crumbs (RFC 9113, 8.2.3).
            case COOKIE -> join(cookies, "; ", field.getValue());
            case VIA -> join(viaBefore, ", ", field.getValue());
            case X_FORWARDED_FOR -> join(forwardedFor, ", ", field.getValue());
            case FORWARDED -> join(forwarded, ", ", field.getValue());
            case X_FORWARDED_HOST -> forwardedHost = field.getValue();
            case X_FORWARDED_PROTO -> forwardedProto = field.getValue();
            case X_FORWARDED_PORT -> forwardedPort = field.getValue();
            default -> takeOther(field);
        }
    }

    private void addHost(String name) {
        if (!arrival.authority().isEmpty() && !headers.contains(HttpHeader.HOST)) {
            headers.add(new HttpField(HttpHeader.HOST, name, arrival.authority()));
        }
    }

    private void takeOther(HttpField field) {
        String name = field.getLowerCaseName();
        if (name.equals("x-real-ip")) {
            realIp = field.getValue();
        } else if (arrival.client().peerTrusted() || !name.startsWith("x-forwarded-")) {
            headers.add(field);
        }
    }

    private void addOurs() {
        if (!cookies.isEmpty()) {
            headers.add(new HttpField(HttpHeader.COOKIE, cookies.toString()));
        }
        via.append(headers, viaBefore.toString(), number(arrival.version()));
        String proto = arrival.secure() ? "https" : "http";
        String peer = arrival.peer().map(ClientAddress::literal).orElse("unknown");
        headers.add(new HttpField(HttpHeader.X_FORWARDED_FOR, after(forwardedFor, peer)));
        addUnlessEmpty(HttpHeader.X_FORWARDED_HOST, told(forwardedHost, arrival.authority()));
        addUnlessEmpty(HttpHeader.X_FORWARDED_PROTO, told(forwardedProto, proto));
        addUnlessEmpty(HttpHeader.X_FORWARDED_PORT, told(forwardedPort, port(proto)));
        headers.add(new HttpField("X-Real-IP", told(realIp, arrival.client().text())));
        headers.add(new HttpField(HttpHeader.FORWARDED, after(forwarded, forwardedElement(proto))));
    }

    /** What a trusted peer said, else what we see. */
    private String told(String before, String seen) {
        return arrival.client().peerTrusted() && !before.isEmpty() ? before : seen;
    }

    /** What trusted peers said, and then what we see. */
    private String after(StringBuilder before, String seen) {
        return arrival.client().peerTrusted() && !before.isEmpty() ? before + ", " + seen : seen;
    }

    private void addUnlessEmpty(HttpHeader header, String value) {
        if (!value.isEmpty()) {
            headers.add(new HttpField(header, value));
        }
    }

    private String forwardedElement(String proto) {
        StringBuilder element = new StringBuilder("for=").append(node());
        if (!arrival.authority().isEmpty()) {
            element.append(";host=\"");
            element.append(arrival.authority().replace("\\", "\\\\").replace("\"", "\\\""));
            element.append('"');
        }
        return element.append(";proto=").append(proto).toString();
    }

    private String node() {
        InetAddress peer = arrival.peer().orElse(null);
        if (peer == null) {
            return "unknown";
        }
        String literal = ClientAddress.literal(peer);
        return peer instanceof Inet6Address ? "\"[" + literal + "]\"" : literal;
    }

    private String port(String proto) {
        String authority = arrival.authority();
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon > authority.lastIndexOf(']') && colon < authority.length() - 1;
        if (hasPort) {
            return authority.substring(colon + 1);
        }
        return proto.equals("https") ? "443" : "80";
    }

    private static void join(StringBuilder to, String separator, String value) {
        to.append(to.isEmpty() ? "" : separator).append(value);
    }

    private static String number(HttpVersion version) {
        return version.asString().substring("HTTP/".length());
    }
}
