package io.backhand.status;

import io.backhand.proxy.ClientAddress;
import io.backhand.proxy.ToldByPeer;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jetty.ee11.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ProxyConnectionFactory.ProxyEndPoint;
import org.eclipse.jetty.server.Request;

/**
 * Who asks for the status, as far as it can be told.
 *
 * @param peer the other end of the connection, or what a preamble or AJP says it is; none where it is no IP address
 * @param forwarded whether the request, or its connection in the PROXY protocol or AJP, says that it came through a proxy
 * @param forwardedClient the client that a trusted peer forwards; none where the peer is not trusted or says nothing
 * @param hosts every host the request names as the one asked, with its port if it has one
 */
record Viewer(
        Optional<InetAddress> peer, boolean forwarded, Optional<InetAddress> forwardedClient, List<String> hosts) {

    static Viewer of(HttpServletRequest clientRequest) {
        Request request = ServletContextRequest.getServletContextRequest(clientRequest);
        HttpFields headers = request.getHeaders();
        boolean told = headers.stream().anyMatch(Viewer::tellsOfAProxy);
        boolean onBehalf = hasPreamble(request) || ToldByPeer.of(request) != null;
        ClientAddress client = ClientAddress.of(request);
        return new Viewer(
                peerOf(request),
                told || onBehalf,
                told ? clientInHeaders(client, headers) : peerOf(request).filter(unused -> onBehalf),
                hostsOf(request, client.peerTrusted()));
    }

    /** Who that is, for the log: an address, or {@code unknown}. */
    String client() {
        return forwardedClient.or(() -> peer).map(InetAddress::getHostAddress).orElse("unknown");
    }

    /** By the connection itself, its preamble or AJP, which no header and no customizer of the server can change. */
    private static Optional<InetAddress> peerOf(Request request) {
        ToldByPeer told = ToldByPeer.of(request);
        if (told != null) {
            return Optional.ofNullable(told.client().getAddress());
        }
        var endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        return endPoint.getRemoteSocketAddress() instanceof InetSocketAddress remote
                ? Optional.ofNullable(remote.getAddress())
                : Optional.empty();
    }

    private static Optional<InetAddress> clientInHeaders(ClientAddress client, HttpFields headers) {
        boolean named = headers.contains(HttpHeader.X_FORWARDED_FOR) || headers.contains(HttpHeader.FORWARDED);
        return named && client.peerTrusted() ? client.address() : Optional.empty();
    }

    /** Whether the peer is what a proxy in front says it is, in the PROXY protocol. */
    private static boolean hasPreamble(Request request) {
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        while (endPoint instanceof EndPoint.Wrapper wrapper) {
            if (endPoint instanceof ProxyEndPoint) {
                return true;
            }
            endPoint = wrapper.unwrap();
        }
        return false;
    }

    private static boolean tellsOfAProxy(HttpField header) {
        String name = header.getName().toLowerCase(Locale.ROOT);
        return name.startsWith("x-forwarded-")
                || List.of("forwarded", "x-real-ip", "via").contains(name);
    }

    /**
     * HTTP/2 has it in {@code :authority} and may have it in {@code Host} too; in HTTP/1 Jetty makes the two agree.
     * A trusted proxy may have put its own name for us there, and says what it was.
     */
    private static List<String> hostsOf(Request request, boolean peerTrusted) {
        Stream<String> inHeader = request.getHeaders().getValuesList(HttpHeader.HOST).stream();
        boolean hasAuthority = request.getConnectionMetaData().getHttpVersion().compareTo(HttpVersion.HTTP_2) >= 0;
        Stream<String> inAuthority =
                hasAuthority ? Stream.ofNullable(request.getHttpURI().getAuthority()) : Stream.empty();
        Stream<String> atProxy =
                peerTrusted ? request.getHeaders().getCSV(HttpHeader.X_FORWARDED_HOST, false).stream() : Stream.empty();
        return Stream.of(inHeader, inAuthority, atProxy)
                .flatMap(hosts -> hosts)
                .distinct()
                .toList();
    }
}
