package io.backhand.ajp;

import io.backhand.ajp.codec.AttributeHeader;
import io.backhand.ajp.codec.ForwardRequest;
import io.backhand.proxy.ToldByPeer;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.jspecify.annotations.Nullable;

/**
 * How the client of one request came to httpd, as httpd tells of it: one connection carries requests of many clients.
 * Immutable and thread-safe.
 */
final class AjpRequestMetaData extends ConnectionMetaData.Wrapper implements ToldByPeer {
    private final ForwardRequest request;
    private final InetSocketAddress remote;
    private final HttpVersion version;
    private final @Nullable ToldTls tls;
    private final List<AttributeHeader> told;

    /** @param told what backends are told of it */
    AjpRequestMetaData(ConnectionMetaData connection, ForwardRequest request, List<AttributeHeader> told) {
        super(connection);
        this.request = request;
        this.remote = request.remoteAddress()
                .map(literal -> Addresses.of(literal, request.remotePort()))
                .orElseGet(() -> Addresses.nobody(request.remotePort()));
        this.version = version(request.protocol());
        this.tls = request.isSecure() ? new ToldTls(request) : null;
        this.told = told;
    }

    /** HTTP/2 is HTTP/1.1 by the time it is here: without streams, trailers and pseudo-fields. */
    private static HttpVersion version(String protocol) {
        return switch (protocol) {
            case "HTTP/1.0", "HTTP/0.9" -> HttpVersion.HTTP_1_0;
            default -> HttpVersion.HTTP_1_1;
        };
    }

    @Override
    public HttpVersion getHttpVersion() {
        return version;
    }

    @Override
    public String getProtocol() {
        return request.protocol();
    }

    @Override
    public boolean isSecure() {
        return request.isSecure();
    }

    @Override
    public InetSocketAddress client() {
        return remote;
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return remote;
    }

    /** That of the connection itself where httpd does not say. */
    @Override
    public SocketAddress getLocalSocketAddress() {
        Optional<String> told = request.localAddress();
        return told.isPresent() ? Addresses.of(told.get(), request.serverPort()) : super.getLocalSocketAddress();
    }

    @Override
    @SuppressWarnings("NullAway") // Jetty is not annotated.
    public EndPoint.@Nullable SslSessionData tls() {
        return tls;
    }

    @Override
    public void addTo(HttpFields.Mutable backendHeaders) {
        for (AttributeHeader header : told) {
            header.value(request).ifPresent(value -> backendHeaders.add(new HttpField(header.field(), value)));
        }
    }
}
