package io.backhand.ajp;

import io.backhand.ajp.codec.ForwardRequest;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLSession;
import org.eclipse.jetty.io.EndPoint;
import org.jspecify.annotations.Nullable;

/**
 * The TLS between a client and httpd, as httpd tells of it. The client's certificate is read when it is first asked for; one
 * that can't be read is none. Thread-safe.
 */
final class ToldTls implements EndPoint.SslSessionData {
    private static final X509Certificate[] NONE = {};

    private final ForwardRequest request;
    private volatile X509Certificate @Nullable [] certificates;

    ToldTls(ForwardRequest request) {
        this.request = request;
    }

    @Override
    @SuppressWarnings("NullAway") // Jetty is not annotated; null is what it takes for none.
    public @Nullable SSLSession sslSession() {
        return null;
    }

    @Override
    @SuppressWarnings("NullAway")
    public @Nullable String sslSessionId() {
        return request.sessionId().orElse(null);
    }

    @Override
    @SuppressWarnings("NullAway")
    public @Nullable String cipherSuite() {
        return request.cipher().orElse(null);
    }

    @Override
    public int keySize() {
        return request.keySize().orElseGet(() -> EndPoint.SslSessionData.super.keySize());
    }

    @Override
    @SuppressWarnings("NullAway")
    public X509Certificate @Nullable [] peerCertificates() {
        X509Certificate[] read = certificates;
        if (read == null) {
            read = request.certificatePem().map(ToldTls::read).orElse(NONE);
            certificates = read;
        }
        return read.length == 0 ? null : read;
    }

    private static X509Certificate[] read(String pem) {
        try {
            Collection<? extends Certificate> chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.ISO_8859_1)));
            return List.copyOf(chain).toArray(NONE);
        } catch (CertificateException | ArrayStoreException e) {
            return NONE;
        }
    }
}
