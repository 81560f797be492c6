package io.backhand.proxy;

import io.backhand.cluster.Network;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Request;

/**
 * Where a request really comes from: the TCP peer, or where that is trusted, the last hop it names that is not.
 *
 * <p>{@code X-Forwarded-For} decides where it is there, {@code Forwarded} else: a trusted proxy has to write, or
 * drop, the former, as all common ones do.
 *
 * @param address empty where a trusted proxy names something that is no address, or there is no TCP peer
 * @param peerTrusted whether the peer's forwarded headers count
 */
public record ClientAddress(Optional<InetAddress> address, boolean peerTrusted) {
    /** What stands for an address that is not known. */
    static final String UNKNOWN = "unknown";

    /** That of a request, by what its listener trusts. */
    public static ClientAddress of(Request clientRequest) {
        ConnectionMetaData connection = clientRequest.getConnectionMetaData();
        Optional<InetAddress> peer = connection.getRemoteSocketAddress() instanceof InetSocketAddress remote
                ? Optional.ofNullable(remote.getAddress())
                : Optional.empty();
        return of(peer, clientRequest.getHeaders(), TrustedPeers.of(connection.getConnector()));
    }

    static ClientAddress of(Optional<InetAddress> peer, HttpFields headers, TrustedPeers trusted) {
        if (peer.isEmpty() || !trusted.contains(peer.get())) {
            return new ClientAddress(peer, false);
        }
        return behind(peer.get(), headers, trusted);
    }

    /** That of a request whose peer is trusted. */
    static ClientAddress behind(InetAddress peer, HttpFields headers, TrustedPeers trusted) {
        List<String> hops = hops(headers);
        Optional<InetAddress> client = Optional.of(peer);
        for (int i = hops.size() - 1; i >= 0; i--) {
            client = parse(hops.get(i));
            if (client.isEmpty() || !trusted.contains(client.get())) {
                break;
            }
        }
        return new ClientAddress(client, true);
    }

    /** As text: an address literal, or {@code unknown}. */
    public String text() {
        return address.map(ClientAddress::literal).orElse(UNKNOWN);
    }

    /** An address without the zone, which means something on this machine alone. */
    static String literal(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    private static List<String> hops(HttpFields headers) {
        List<String> hops = new ArrayList<>();
        if (headers.contains(HttpHeader.X_FORWARDED_FOR)) {
            for (HttpField field : headers.getFields(HttpHeader.X_FORWARDED_FOR)) {
                addSplit(field.getValue(), hops);
            }
            return hops;
        }
        List<String> elements = new ArrayList<>();
        for (HttpField field : headers.getFields(HttpHeader.FORWARDED)) {
            addSplit(field.getValue(), elements);
        }
        elements.forEach(element -> hops.add(forParameter(element)));
        return hops;
    }

    private static void addSplit(String list, List<String> to) {
        for (String element : list.split(",", -1)) {
            to.add(element.strip());
        }
    }

    private static String forParameter(String element) {
        for (String pair : element.split(";", -1)) {
            String stripped = pair.strip();
            if (stripped.toLowerCase(Locale.ROOT).startsWith("for=")) {
                return stripped.substring("for=".length());
            }
        }
        return UNKNOWN;
    }

    /** An address with or without brackets, quotes and a port. */
    private static Optional<InetAddress> parse(String hop) {
        String bare = hop.length() > 1 && hop.startsWith("\"") && hop.endsWith("\"")
                ? hop.substring(1, hop.length() - 1)
                : hop;
        int bracket = bare.indexOf(']');
        if (bare.startsWith("[") && bracket > 0) {
            bare = bare.substring(1, bracket);
        } else if (bare.indexOf(':') >= 0 && bare.indexOf(':') == bare.lastIndexOf(':')) {
            bare = bare.substring(0, bare.indexOf(':'));
        }
        try {
            return Optional.of(Network.address(bare));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
