package io.backhand.server.tls;

import io.backhand.config.BalancerConfig.PemPair;
import io.backhand.config.BalancerConfig.Tls;
import io.backhand.tls.KeyedCertificate;
import io.backhand.tls.Pem;
import io.backhand.tls.PemException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * What an https listener shows. Read anew, it is shown to whoever shakes hands from then on; connections that are open go
 * on as they are, and nobody resumes a session in which another certificate was shown.
 *
 * <p>Thread-safe.
 */
public final class ListenerTls extends SslContextFactory.Server {
    private final Tls config;
    private volatile Shown shown;

    /** @param certificates in the configuration's order */
    private record Shown(SSLContext context, List<KeyedCertificate> certificates) {}

    /** @throws PemException if a file can't be read or is wrong; the message says which and why */
    public ListenerTls(Tls config) throws PemException {
        this.config = config;
        this.shown = read(config);
        setSslContext(shown.context());
        config.clients().ifPresent(clients -> {
            setNeedClientAuth(clients.required());
            setWantClientAuth(!clients.required());
        });
    }

    /** Reads the files anew, and shows what they hold. @throws PemException if one is wrong; all stays as it was then */
    void reload() throws PemException {
        shown = read(config);
    }

    /** What is shown now. */
    List<KeyedCertificate> certificates() {
        return shown.certificates();
    }

    Tls config() {
        return config;
    }

    @Override
    public SSLContext getSslContext() {
        return shown.context();
    }

    private static Shown read(Tls config) throws PemException {
        List<KeyedCertificate> certificates = new ArrayList<>();
        for (PemPair pair : config.pairs()) {
            certificates.add(KeyedCertificate.read(pair.certificate(), pair.key()));
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new SniKeyManager(certificates)}, vouchers(config), null);
            return new Shown(context, List.copyOf(certificates));
        } catch (GeneralSecurityException e) {
            throw new PemException(certificates.get(0).file() + " can't be used: " + e.getMessage(), e);
        }
    }

    /** Who says whether a client's certificate is good; where none is asked for, nobody is asked. */
    private static TrustManager @Nullable [] vouchers(Tls config) throws PemException, GeneralSecurityException {
        if (config.clients().isEmpty()) {
            return null;
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(Pem.authorities(config.clients().get().authorities()));
        return factory.getTrustManagers();
    }
}
