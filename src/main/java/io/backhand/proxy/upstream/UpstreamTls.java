package io.backhand.proxy.upstream;

import io.backhand.tls.Pem;
import java.io.IOException;
import java.nio.file.Path;
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
        tls.setTrustStore(Pem.authorities(caFile));
        return tls;
    }

    private static SslContextFactory.Client verifying() {
        SslContextFactory.Client tls = new SslContextFactory.Client();
        tls.setEndpointIdentificationAlgorithm("HTTPS");
        return tls;
    }
}
