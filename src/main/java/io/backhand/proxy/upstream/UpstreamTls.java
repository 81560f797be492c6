package io.backhand.proxy.upstream;

import io.backhand.tls.KeyedCertificate;
import io.backhand.tls.Pem;
import io.backhand.tls.PemException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** How https backends prove who they are: by a certificate for the contact's name or address, vouched for. */
public final class UpstreamTls {
    private UpstreamTls() {}

    /** Vouched for by the authorities of the system. */
    public static BackendTls trustingTheSystem() {
        return new BackendTls(null, null);
    }

    /**
     * Vouched for by the certificates of a PEM file, and by no others.
     *
     * @throws PemException if the file can't be read or holds no certificate; the message says which and why
     */
    public static BackendTls trusting(Path caFile) throws PemException {
        return of(Optional.of(caFile), Optional.empty());
    }

    /**
     * Vouched for by the certificates of a file, or by the system's where there is none.
     *
     * @param own what is shown to backends that ask; nothing where empty
     * @throws PemException if a file can't be used; the message says which and why
     */
    public static BackendTls of(Optional<Path> caFile, Optional<KeyedCertificate> own) throws PemException {
        return new BackendTls(
                own.isPresent() ? keyManagers(own.get()) : null, caFile.isPresent() ? vouchers(caFile.get()) : null);
    }

    private static KeyManager[] keyManagers(KeyedCertificate own) throws PemException {
        try {
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(own.store(), KeyedCertificate.PASSWORD.toCharArray());
            return factory.getKeyManagers();
        } catch (GeneralSecurityException e) {
            throw new PemException(own.file() + " can't be used: " + e.getMessage(), e);
        }
    }

    private static TrustManager[] vouchers(Path caFile) throws PemException {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(Pem.authorities(caFile));
            return factory.getTrustManagers();
        } catch (GeneralSecurityException e) {
            throw new PemException(caFile + " can't be used: " + e.getMessage(), e);
        }
    }
}
