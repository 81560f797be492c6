package io.backhand.server.tls;

import io.backhand.tls.CertificateNames;
import io.backhand.tls.KeyedCertificate;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows a client the certificate for the name it asks for, of the kind of key it can verify. An alias is a place in the
 * list of certificates. For a server alone. Immutable and thread-safe.
 *
 * <p>Whether a certificate suits a kind of key is asked of the JDK's own key manager, one a certificate. Jetty's choice by
 * SNI leaves it open which one an unknown name gets.
 */
@SuppressWarnings("NullAway") // The JDK is not annotated; null is its word for nothing.
final class SniKeyManager extends X509ExtendedKeyManager {
    private final List<KeyedCertificate> certificates;
    private final List<X509ExtendedKeyManager> managers = new ArrayList<>();
    private final CertificateChoice choice;

    /** @param certificates one at least, the first for whoever asks for a name of none */
    SniKeyManager(List<KeyedCertificate> certificates) throws GeneralSecurityException {
        this.certificates = List.copyOf(certificates);
        this.choice = new CertificateChoice(certificates.stream()
                .map(keyed -> CertificateNames.of(keyed.certificate()))
                .toList());
        for (KeyedCertificate keyed : certificates) {
            managers.add(managerOf(keyed));
        }
    }

    private static X509ExtendedKeyManager managerOf(KeyedCertificate keyed) throws GeneralSecurityException {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keyed.store(), KeyedCertificate.PASSWORD.toCharArray());
        return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        for (int place : choice.forHost(askedOf(engine))) {
            if (managers.get(place).chooseEngineServerAlias(keyType, issuers, engine) != null) {
                return Integer.toString(place);
            }
        }
        return null;
    }

    /** The name the client asks for; empty where it asks for none. */
    private static String askedOf(@Nullable SSLEngine engine) {
        if (engine != null && engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (SNIServerName name : session.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName();
                }
            }
        }
        return "";
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return certificates.get(Integer.parseInt(alias)).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return certificates.get(Integer.parseInt(alias)).key();
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
        throw new UnsupportedOperationException("for engines alone");
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        throw new UnsupportedOperationException("for engines alone");
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
        return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }
}
