package io.backhand.server;

import io.backhand.cluster.Backend;
import io.backhand.cluster.Cluster;
import io.backhand.cluster.Contact;
import io.backhand.config.BalancerConfig;
import io.backhand.proxy.upstream.BackendIdentity;
import io.backhand.proxy.upstream.BackendSelectors;
import io.backhand.proxy.upstream.BackendTls;
import io.backhand.proxy.upstream.ByProtocol;
import io.backhand.proxy.upstream.Upstream;
import io.backhand.proxy.upstream.UpstreamTls;
import io.backhand.proxy.upstream.http1.Http1Upstream;
import io.backhand.proxy.upstream.http2.Http2Upstream;
import io.backhand.tls.KeyedCertificate;
import io.backhand.tls.PemException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.Scheduler;

/** Makes what speaks to backends, in each protocol, from what the configuration says of it. */
final class Upstreams {
    private final Duration idleTimeout;
    private final BackendTls tls;
    private final BackendTls tlsOfHttp2;

    /** @throws StartException if the certificates that vouch for backends can't be read */
    Upstreams(BalancerConfig.Upstream config) throws StartException {
        this.idleTimeout = config.idleTimeout();
        this.tls = tls(config);
        this.tlsOfHttp2 = tls(config);
    }

    /** Starts it, once, on the server's threads, scheduler and buffers. */
    Upstream start(Server server, BackendSelectors selectors) {
        Executor threads = server.getThreadPool();
        Scheduler scheduler = server.getScheduler();
        ByteBufferPool buffers = server.getByteBufferPool();
        return new ByProtocol(
                Http1Upstream.start(
                        selectors, new Http1Upstream.Resources(threads, scheduler, buffers, tls), idleTimeout),
                Http2Upstream.start(threads, scheduler, buffers, tlsOfHttp2));
    }

    /** From now on these are expected of backends over TLS. */
    void expect(Map<Contact, BackendIdentity> identities) {
        tls.expect(identities);
        tlsOfHttp2.expect(identities);
    }

    /** Tells an upstream when the backends close idle connections, as their heartbeats say now. */
    static void tellIdleTimeouts(Cluster cluster, Upstream upstream) {
        for (Backend backend : cluster.backends()) {
            OptionalLong millis = backend.heartbeat().figures().idleTimeoutMillis();
            if (millis.isPresent()) {
                upstream.closesIdleAfter(backend.contact(), Duration.ofMillis(millis.getAsLong()));
            }
        }
    }

    private static BackendTls tls(BalancerConfig.Upstream config) throws StartException {
        try {
            Optional<KeyedCertificate> own = config.own().isPresent()
                    ? Optional.of(KeyedCertificate.read(
                            config.own().get().certificate(), config.own().get().key()))
                    : Optional.empty();
            return UpstreamTls.of(config.caFile(), own);
        } catch (PemException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }
}
