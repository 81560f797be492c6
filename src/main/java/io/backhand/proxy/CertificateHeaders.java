package io.backhand.proxy;

import io.backhand.tls.ClientCertificateField;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSession;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Tells backends which certificates the clients of a listener have shown. It is a bean of its connector.
 *
 * <p>Immutable and thread-safe. What is told of a TLS session is made once and kept with it.
 *
 * @param fields those that are told; what a request brings of them itself is dropped
 */
public record CertificateHeaders(List<ClientCertificateField> fields) {
    /** Tells nothing. */
    public static final CertificateHeaders NONE = new CertificateHeaders(List.of());

    private static final String KEPT = CertificateHeaders.class.getName();

    /** Takes over a copy. */
    public CertificateHeaders {
        fields = List.copyOf(fields);
    }

    /** Those of a connector; none where it has none. */
    static CertificateHeaders of(Connector connector) {
        CertificateHeaders headers = connector.getBean(CertificateHeaders.class);
        return headers == null ? NONE : headers;
    }

    /** Whether a field of that name is for us to write. */
    boolean writes(String name) {
        for (ClientCertificateField field : fields) {
            if (field.header().equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }

    /** Adds what there is to tell of a request's connection. */
    void addTo(HttpFields.Mutable backendHeaders, Request clientRequest) {
        if (fields.isEmpty()) {
            return;
        }
        EndPoint.SslSessionData tls = tls(clientRequest);
        SSLSession session = tls == null ? null : tls.sslSession();
        for (HttpField field : told(session, tls == null ? null : tls.peerCertificates())) {
            backendHeaders.add(field);
        }
    }

    private static EndPoint.@Nullable SslSessionData tls(Request clientRequest) {
        ToldByPeer told = ToldByPeer.of(clientRequest);
        return told == null
                ? clientRequest
                        .getConnectionMetaData()
                        .getConnection()
                        .getEndPoint()
                        .getSslSessionData()
                : told.tls();
    }

    private List<HttpField> told(@Nullable SSLSession session, X509Certificate @Nullable [] shown) {
        if (session != null && session.getValue(KEPT) instanceof Told kept) {
            return kept.fields();
        }
        List<X509Certificate> chain = shown == null ? List.of() : List.of(shown);
        List<HttpField> made = new ArrayList<>();
        for (ClientCertificateField field : fields) {
            field.value(chain).ifPresent(value -> made.add(new PreEncodedHttpField(field.header(), value)));
        }
        if (session != null) {
            session.putValue(KEPT, new Told(made));
        }
        return made;
    }

    /** What is kept with a session. */
    private record Told(List<HttpField> fields) {}
}
