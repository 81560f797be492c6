package io.backhand.proxy.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** How https backends prove who they are: by a certificate for the contact's name or address, vouched for. */
public final class UpstreamTls {
    private UpstreamTls() {}

    /** Vouched for by the authorities of the system. */
    public static SslContextFactory.Client trustingTheSystem() {
        return verifying();
    }

    /**
     * Vouched for by the certificates of a PEM file, and by no others.
     *
     * @throws IOException if the file can't be read or holds no certificate; the message says which and why
     */
    public static SslContextFactory.Client trusting(Path caFile) throws IOException {
        SslContextFactory.Client tls = verifying();
        tls.setTrustStore(trustStore(caFile));
        return tls;
    }

    private static SslContextFactory.Client verifying() {
        SslContextFactory.Client tls = new SslContextFactory.Client();
        tls.setEndpointIdentificationAlgorithm("HTTPS");
        return tls;
    }

    private static KeyStore trustStore(Path caFile) throws IOException {
        try (InputStream in = Files.newInputStream(caFile)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw new IOException(caFile + " must hold PEM certificates, and holds none");
            }
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int number = 0;
            for (Certificate certificate : certificates) {
                trusted.setCertificateEntry("ca" + number++, certificate);
            }
            return trusted;
        } catch (CertificateException e) {
            throw new IOException(caFile + " must hold PEM certificates: " + e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no empty key store", e);
        }
    }
}
