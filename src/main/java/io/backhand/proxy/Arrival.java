package io.backhand.proxy;

import java.net.Inet6Address;
import java.net.InetAddress;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.jspecify.annotations.Nullable;

/**
 * How requests come here that are alike in all of this: TCP peer, authority, version, with TLS or without. It holds
 * the fields that tell a backend so, made once.
 *
 * <p>Immutable and thread-safe.
 */
final class Arrival {
    /** More than {@link #addFields} adds. */
    static final int MAX_FIELDS = 8;

    private static final HttpField HTTP = new PreEncodedHttpField(HttpHeader.X_FORWARDED_PROTO, "http");
    private static final HttpField HTTPS = new PreEncodedHttpField(HttpHeader.X_FORWARDED_PROTO, "https");
    private static final HttpField PORT_80 = new PreEncodedHttpField(HttpHeader.X_FORWARDED_PORT, "80");
    private static final HttpField PORT_443 = new PreEncodedHttpField(HttpHeader.X_FORWARDED_PORT, "443");

    private final HttpVersion version;
    private final boolean secure;
    private final String authority;
    private final @Nullable InetAddress peer;
    private final TrustedPeers trusted;
    private final CertificateHeaders certificates;
    private final boolean peerTrusted;
    private final String peerText;

    private final HttpField via;
    private final HttpField forwardedFor;
    private final @Nullable HttpField forwardedHost;
    private final HttpField forwardedProto;
    private final HttpField forwardedPort;
    private final HttpField realIp;
    private final HttpField forwarded;

    /**
     * The arrival of all such requests.
     *
     * @param version that of the client's message
     * @param secure whether over TLS
     * @param authority the host, and port if any, that the request is for; empty where it says none
     * @param peer the TCP peer; null where there is none
     * @param trusted the peers whose forwarded headers count
     * @param certificates what is told of clients' certificates
     */
    Arrival(
            HttpVersion version,
            boolean secure,
            String authority,
            @Nullable InetAddress peer,
            TrustedPeers trusted,
            CertificateHeaders certificates,
            Via via) {
        this.version = version;
        this.secure = secure;
        this.authority = authority;
        this.peer = peer;
        this.trusted = trusted;
        this.certificates = certificates;
        this.peerTrusted = peer != null && trusted.contains(peer);
        this.peerText = peer == null ? ClientAddress.UNKNOWN : ClientAddress.literal(peer);
        this.via = via.field("", version);
        this.forwardedFor = new PreEncodedHttpField(HttpHeader.X_FORWARDED_FOR, peerText);
        this.forwardedHost = authority.isEmpty() ? null : field(HttpHeader.X_FORWARDED_HOST, authority);
        this.forwardedProto = secure ? HTTPS : HTTP;
        this.forwardedPort = port(authority, secure);
        this.realIp = new PreEncodedHttpField("X-Real-IP", peerText);
        this.forwarded = field(HttpHeader.FORWARDED, element());
    }

    /** Whether a request that comes so comes like those of this arrival. */
    boolean isOf(HttpVersion version, boolean secure, String authority, @Nullable InetAddress peer) {
        return this.version == version
                && this.secure == secure
                && this.authority.equals(authority)
                && (peer == null ? this.peer == null : peer.equals(this.peer));
    }

    HttpVersion version() {
        return version;
    }

    /** The host, and port if any, that the request is for; empty where it says none. */
    String authority() {
        return authority;
    }

    /** Whether over TLS, to this balancer. */
    boolean isSecure() {
        return secure;
    }

    /** Whether the forwarded headers count that come with the request. */
    boolean peerTrusted() {
        return peerTrusted;
    }

    /** What is told of the client's certificate. */
    CertificateHeaders certificates() {
        return certificates;
    }

    /** The client behind trusted peers, as text. */
    String client(HttpFields clientHeaders) {
        return peer != null && peerTrusted
                ? ClientAddress.behind(peer, clientHeaders, trusted).text()
                : peerText;
    }

    /** Adds what tells how a request came of which no proxy before has told anything. */
    void addFields(HttpFields.Mutable backendHeaders) {
        backendHeaders.add(via);
        addForwarded(backendHeaders);
    }

    /** The same but for {@code Via}. */
    void addForwarded(HttpFields.Mutable backendHeaders) {
        backendHeaders.add(forwardedFor);
        if (forwardedHost != null) {
            backendHeaders.add(forwardedHost);
        }
        backendHeaders.add(forwardedProto);
        backendHeaders.add(forwardedPort);
        backendHeaders.add(realIp);
        backendHeaders.add(forwarded);
    }

    /** The same after what trusted peers have told. */
    void addForwarded(HttpFields.Mutable backendHeaders, ToldBefore told, HttpFields clientHeaders) {
        backendHeaders.add(after(told.forwardedFor(), forwardedFor));
        if (forwardedHost != null || !told.host().isEmpty()) {
            backendHeaders.add(either(told.host(), HttpHeader.X_FORWARDED_HOST, forwardedHost));
        }
        backendHeaders.add(either(told.proto(), HttpHeader.X_FORWARDED_PROTO, forwardedProto));
        backendHeaders.add(either(told.port(), HttpHeader.X_FORWARDED_PORT, portBehind(told)));
        String client = told.realIp().isEmpty() ? client(clientHeaders) : told.realIp();
        backendHeaders.add(client.equals(peerText) ? realIp : new HttpField("X-Real-IP", client));
        backendHeaders.add(after(told.forwarded(), forwarded));
    }

    /** Where the peer says how the client came and not to which port. */
    private HttpField portBehind(ToldBefore told) {
        if (told.host().isEmpty() && told.proto().isEmpty()) {
            return forwardedPort;
        }
        boolean https = told.proto().isEmpty() ? secure : isOverTls(first(told.proto()));
        return port(told.host().isEmpty() ? authority : first(told.host()), https);
    }

    /** Some proxies tell the scheme of a WebSocket's URL. */
    private static boolean isOverTls(String scheme) {
        return scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("wss");
    }

    /** What was told by the proxy nearest to the client. */
    private static String first(String list) {
        int comma = list.indexOf(',');
        return (comma < 0 ? list : list.substring(0, comma)).strip();
    }

    private static HttpField after(String before, HttpField ours) {
        return before.isEmpty() ? ours : new HttpField(ours.getHeader(), before + ", " + ours.getValue());
    }

    private static @Nullable HttpField either(String before, HttpHeader header, @Nullable HttpField ours) {
        return before.isEmpty() ? ours : new HttpField(header, before);
    }

    private String element() {
        StringBuilder element = new StringBuilder("for=").append(node());
        if (!authority.isEmpty()) {
            element.append(";host=\"");
            element.append(authority.replace("\\", "\\\\").replace("\"", "\\\""));
            element.append('"');
        }
        return element.append(";proto=").append(forwardedProto.getValue()).toString();
    }

    private String node() {
        return peer instanceof Inet6Address ? "\"[" + peerText + "]\"" : peerText;
    }

    private static HttpField port(String authority, boolean secure) {
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon > authority.lastIndexOf(']') && colon < authority.length() - 1;
        if (hasPort) {
            return field(HttpHeader.X_FORWARDED_PORT, authority.substring(colon + 1));
        }
        return secure ? PORT_443 : PORT_80;
    }

    /** What is encoded goes out as it is; what a client wrote is looked at first, and else left to the generator. */
    private static HttpField field(HttpHeader header, String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < ' ' || value.charAt(i) > '~') {
                return new HttpField(header, value);
            }
        }
        return new PreEncodedHttpField(header, value);
    }
}
