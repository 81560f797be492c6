package io.backhand.server.tls;

import io.backhand.config.BalancerConfig.PemPair;
import io.backhand.config.BalancerConfig.Tls;
import io.backhand.tls.KeyedCertificate;
import io.backhand.tls.PemException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.util.ssl.SslContextFactory;

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
            context.init(new KeyManager[] {new SniKeyManager(certificates)}, null, null);
            return new Shown(context, List.copyOf(certificates));
        } catch (GeneralSecurityException e) {
            throw new PemException(certificates.get(0).file() + " can't be used: " + e.getMessage(), e);
        }
    }
}
