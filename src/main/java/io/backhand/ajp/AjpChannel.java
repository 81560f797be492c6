package io.backhand.ajp;

import io.backhand.ajp.codec.AttributeHeader;
import io.backhand.ajp.codec.ForwardRequest;
import io.backhand.ajp.codec.RequestAttribute;
import java.util.List;
import org.eclipse.jetty.http.HostPortHttpField;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpScheme;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.internal.HttpChannelState;
import org.eclipse.jetty.util.HostPort;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.URIUtil;
import org.jspecify.annotations.Nullable;

/**
 * Jetty's channel, which one connection uses for one request after another, with each request's own facts of how its client
 * came. Thread-safe as Jetty's is.
 */
final class AjpChannel extends HttpChannelState {
    private final AjpConnection connection;

    /** Of the request under way; made before it is, and known by then to whoever has to do with it. */
    private volatile @Nullable AjpRequestMetaData current;

    AjpChannel(AjpConnection connection) {
        super(connection);
        this.connection = connection;
    }

    @Override
    public ConnectionMetaData getConnectionMetaData() {
        ConnectionMetaData its = current;
        return its == null ? super.getConnectionMetaData() : its;
    }

    /** An idle connection keeps nothing of its last request. */
    @Override
    public void recycle() {
        super.recycle();
        current = null;
    }

    /**
     * Begins a request.
     *
     * @return what has it handled
     * @throws IllegalArgumentException saying what of it no request can have; none has begun then
     */
    Runnable begin(AjpStream stream, ForwardRequest forwarded, List<AttributeHeader> told) {
        AjpRequestMetaData its = new AjpRequestMetaData(connection, forwarded, told);
        HttpFields fields = AjpRequestFields.of(forwarded, told);
        MetaData.Request request = new MetaData.Request(
                NanoTime.now(),
                forwarded.method(),
                uri(forwarded, fields, its),
                its.getHttpVersion(),
                fields,
                Math.max(forwarded.contentLength(), -1));
        current = its;
        setHttpStream(stream);
        Runnable handling = onRequest(request);
        tell(forwarded, its, getRequest());
        return handling;
    }

    private static HttpURI uri(ForwardRequest forwarded, HttpFields fields, AjpRequestMetaData its) {
        if (HttpMethod.CONNECT.is(forwarded.method())) {
            throw new IllegalArgumentException("CONNECT asks for a tunnel, and AJP has none");
        }
        String target = forwarded.query().isEmpty()
                ? forwarded.uri()
                : forwarded.uri() + "?" + forwarded.query().get();
        HttpScheme scheme = forwarded.isSecure() ? HttpScheme.HTTPS : HttpScheme.HTTP;
        HttpField host = fields.getField(HttpHeader.HOST);
        HostPort authority =
                host instanceof HostPortHttpField named && !named.getValue().isEmpty()
                        ? named.getHostPort()
                        : withoutHost(forwarded, its);
        int port = authority.getPort();
        return HttpURI.build(forwarded.method(), target)
                .scheme(scheme)
                .authority(authority.getHost(), port == URIUtil.getDefaultPortForScheme(scheme.asString()) ? -1 : port)
                .asImmutable();
    }

    private static HostPort withoutHost(ForwardRequest forwarded, AjpRequestMetaData its) {
        return forwarded
                .serverName()
                .map(name -> new HostPort(name, forwarded.serverPort()))
                .orElseGet(its::getServerAuthority);
    }

    /** Only what cannot be mistaken for what a server says of itself: see {@link AjpAttributes}. */
    private static void tell(ForwardRequest forwarded, AjpRequestMetaData its, Request request) {
        EndPoint.SslSessionData tls = its.tls();
        if (tls != null) {
            request.setAttribute(EndPoint.SslSessionData.ATTRIBUTE, tls);
        }
        for (RequestAttribute attribute : forwarded.attributes()) {
            if (AjpAttributes.mayBeSet(attribute.name())) {
                request.setAttribute(attribute.name(), attribute.value());
            }
        }
    }
}
