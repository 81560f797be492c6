package io.backhand.proxy.upstream;

import io.backhand.cluster.Contact;
import io.backhand.cluster.Network;
import io.backhand.tls.Fingerprint;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * TLS to backends: who has to vouch for them, what this balancer shows of itself to those who ask, and who some of them
 * have to be in particular.
 *
 * <p>Thread-safe.
 */
public final class BackendTls extends SslContextFactory.Client {
    private final KeyManager @Nullable [] own;
    private volatile Map<Peer, Expected> expected = Map.of();

    /** Where a backend is connected to; an IPv6 address in Java's one form, since it may be written in many. */
    private record Peer(String host, int port) {
        static Peer of(String host, int port) {
            boolean v6 = host.indexOf(':') >= 0 && host.indexOf('%') < 0;
            return new Peer(v6 ? Network.address(host).getHostAddress() : host, port);
        }
    }

    /** @param pinned trusts the one certificate; empty where the usual context decides */
    private record Expected(Optional<String> serverName, Optional<SSLContext> pinned) {}

    /**
     * One that expects nobody in particular.
     *
     * @param own what is shown to a backend that asks; nothing where null
     * @param vouchers who vouch for backends; the system's where null
     */
    BackendTls(KeyManager @Nullable [] own, TrustManager @Nullable [] vouchers) {
        this.own = own;
        setEndpointIdentificationAlgorithm("HTTPS");
        setSslContext(context(vouchers));
    }

    /** From now on expects these of these, and of all others what their contacts say. */
    public void expect(Map<Contact, BackendIdentity> identities) {
        Map<Fingerprint, SSLContext> contexts = new HashMap<>();
        Map<Peer, Expected> all = new HashMap<>();
        identities.forEach((contact, identity) -> all.put(
                Peer.of(contact.host(), contact.port()),
                new Expected(
                        identity.serverName(),
                        identity.fingerprint().map(pin -> contexts.computeIfAbsent(pin, this::pinned)))));
        expected = Map.copyOf(all);
    }

    @Override
    public SSLEngine newSSLEngine(String host, int port) {
        Expected known = expected.get(Peer.of(host, port));
        if (known == null) {
            return super.newSSLEngine(host, port);
        }
        SSLContext context = known.pinned().orElseGet(this::getSslContext);
        SSLEngine engine = context.createSSLEngine(known.serverName().orElse(host), port);
        customize(engine);
        return engine;
    }

    private SSLContext pinned(Fingerprint fingerprint) {
        return context(new TrustManager[] {new PinnedTrust(fingerprint)});
    }

    private SSLContext context(TrustManager @Nullable [] vouchers) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own, vouchers, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }
}
