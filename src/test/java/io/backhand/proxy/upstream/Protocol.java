package io.backhand.proxy.upstream;

import io.backhand.proxy.upstream.http1.Http1Upstream;
import io.backhand.proxy.upstream.http1.OwnSelectors;
import io.backhand.proxy.upstream.http2.Http2Upstream;
import io.backhand.testing.TestCertificate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.Scheduler;

/** What a backend is spoken to in, by the scheme of its contact. */
enum Protocol {
    HTTP1("http"),
    HTTP1_OVER_TLS("https"),
    HTTP2("h2c"),
    HTTP2_OVER_TLS("h2");

    private final String scheme;

    Protocol(String scheme) {
        this.scheme = scheme;
    }

    String scheme() {
        return scheme;
    }

    boolean isSecure() {
        return this == HTTP1_OVER_TLS || this == HTTP2_OVER_TLS;
    }

    boolean isHttp2() {
        return this == HTTP2 || this == HTTP2_OVER_TLS;
    }

    /** What a backend on Jetty needs to speak it. */
    ConnectionFactory[] server(TestCertificate certificate) {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setUriCompliance(UriCompliance.UNSAFE);
        configuration.setSendServerVersion(false);
        List<ConnectionFactory> factories = new ArrayList<>();
        if (isSecure()) {
            // Requests here are for other names than the certificate's.
            configuration.addCustomizer(new SecureRequestCustomizer(false));
            SslContextFactory.Server tls = new SslContextFactory.Server();
            tls.setKeyStore(certificate.store());
            tls.setKeyStorePassword("changeit");
            factories.add(new SslConnectionFactory(tls, isHttp2() ? "alpn" : "http/1.1"));
            if (isHttp2()) {
                factories.add(new ALPNServerConnectionFactory("h2"));
                factories.add(new HTTP2ServerConnectionFactory(configuration));
            }
        } else if (isHttp2()) {
            factories.add(new HTTP2CServerConnectionFactory(configuration));
        }
        if (!isHttp2()) {
            factories.add(new HttpConnectionFactory(configuration));
        }
        return factories.toArray(ConnectionFactory[]::new);
    }

    /** An upstream for such backends. */
    Upstream start(
            OwnSelectors selectors,
            QueuedThreadPool threads,
            Scheduler scheduler,
            ArrayByteBufferPool buffers,
            Path trusted)
            throws Exception {
        SslContextFactory.Client tls = UpstreamTls.trusting(trusted);
        return isHttp2()
                ? Http2Upstream.start(threads, scheduler, buffers, tls)
                : Http1Upstream.start(selectors, new Http1Upstream.Resources(threads, scheduler, buffers, tls));
    }
}
