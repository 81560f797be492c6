package io.backhand.server;

import io.backhand.ajp.AjpConnectionFactory;
import io.backhand.ajp.AjpSettings;
import io.backhand.config.BalancerConfig.Ajp;
import io.backhand.config.BalancerConfig.ClientCertificates;
import io.backhand.config.BalancerConfig.Listener;
import io.backhand.config.BalancerConfig.Tls;
import io.backhand.config.ClientLimits;
import io.backhand.proxy.CertificateHeaders;
import io.backhand.proxy.TrustedPeers;
import io.backhand.selectors.SharedConnector;
import io.backhand.selectors.Tricks;
import io.backhand.server.connection.AjpRounds;
import io.backhand.server.connection.LeanHttpConnectionFactory;
import io.backhand.server.connection.PriorKnowledgeConnectionFactory;
import io.backhand.server.connection.SlowHeaders;
import io.backhand.server.preamble.PreambleConnectionFactory;
import io.backhand.server.tls.CertificateWatch;
import io.backhand.server.tls.ListenerTls;
import io.backhand.tls.PemException;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketException;
import java.nio.channels.UnresolvedAddressException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;

/** Makes the connectors of an embedded server from what the configuration says of its listeners. */
final class Connectors {
    /** Of a response; more takes a buffer of the largest size. */
    private static final int RESPONSE_HEADER_BYTES = 32 * 1024;

    /** What a backend's answer may have, and what is added on its way: one that was taken must go out again. */
    private static final int MAX_RESPONSE_HEADER_BYTES = 66 * 1024;

    /**
     * What may stand in a request's target besides what RFC 3986 leaves no doubt of: an encoded slash and empty
     * segments. They go on to the backend as they came; dot segments that are encoded stay refused, see {@link OtherReading}.
     */
    private static final String URI_COMPLIANCE = "RFC3986,AMBIGUOUS_PATH_SEPARATOR,AMBIGUOUS_EMPTY_SEGMENT";

    /** Connections that wait to be accepted, after which the kernel makes clients try again in a second; Linux's most. */
    private static final int ACCEPT_QUEUE = 4096;

    private Connectors() {}

    /** Adds a connector for the listener and binds it, so that a port that is taken shows before anything starts. */
    static ServerConnector open(Server server, Listener listener, Tricks tricks) throws StartException {
        TrustedPeers trusted = new TrustedPeers(listener.trust());
        ConnectionFactory[] factories = factories(listener, trusted);
        ServerConnector connector = tricks.endPoints()
                ? new SharedConnector(server, tricks, factories)
                : new ServerConnector(server, factories);
        limit(connector, listener);
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        connector.setHost(listener.host());
        connector.setPort(listener.port());
        connector.setIdleTimeout(listener.limits().idleTimeout().toMillis());
        // A server that stops gives a slow request the time it gives any other.
        connector.setShutdownIdleTimeout(-1);
        connector.addBean(trusted);
        watchCertificates(connector);
        tellOfCertificates(connector, listener);
        bind(connector, listener);
        server.addConnector(connector);
        return connector;
    }

    private static void tellOfCertificates(ServerConnector connector, Listener listener) {
        listener.tls()
                .flatMap(Tls::clients)
                .map(ClientCertificates::fields)
                .or(() -> listener.protocols().ajp().map(Ajp::fields))
                .ifPresent(fields -> connector.addBean(new CertificateHeaders(fields)));
    }

    private static void limit(ServerConnector connector, Listener listener) {
        ClientLimits limits = listener.limits();
        int most = limits.maxConnections()
                .orElseGet(() -> Math.min(ClientLimits.USUAL_CONNECTIONS, OpenFiles.roomForClients()));
        if (connector instanceof SharedConnector shared) {
            shared.limitConnections(most);
        } else {
            connector.addBean(new NetworkConnectionLimit(most, connector));
        }
        Optional<Ajp> ajp = listener.protocols().ajp();
        if (ajp.isPresent()) {
            connector.addBean(new AjpRounds(connector, ajp.get().idleTimeout()));
        } else if (!limits.headerTimeout().isZero()) {
            connector.addBean(new SlowHeaders(connector, limits.headerTimeout()));
        }
    }

    /** Where it has any. */
    private static void watchCertificates(ServerConnector connector) {
        SslConnectionFactory factory = connector.getConnectionFactory(SslConnectionFactory.class);
        if (factory != null && factory.getSslContextFactory() instanceof ListenerTls tls) {
            connector.addBean(new CertificateWatch(
                    tls, connector.getScheduler(), connector.getExecutor(), InstantSource.system()));
        }
    }

    /** The first is what a connection begins with. */
    private static ConnectionFactory[] factories(Listener listener, TrustedPeers trusted) throws StartException {
        List<ConnectionFactory> factories = new ArrayList<>();
        if (listener.protocols().preamble()) {
            factories.add(new PreambleConnectionFactory(trusted));
        }
        Optional<Ajp> ajp = listener.protocols().ajp();
        if (ajp.isPresent()) {
            factories.add(new AjpConnectionFactory(configuration(listener), settings(ajp.get())));
        } else if (listener.tls().isPresent()) {
            factories.addAll(https(listener.tls().get(), listener));
        } else {
            HttpConfiguration configuration = configuration(listener);
            factories.add(LeanHttpConnectionFactory.of(configuration));
            if (listener.protocols().h2c()) {
                factories.add(new PriorKnowledgeConnectionFactory(configuration));
            }
        }
        return factories.toArray(ConnectionFactory[]::new);
    }

    private static AjpSettings settings(Ajp ajp) {
        return new AjpSettings(
                ajp.packetSize(), ajp.secret(), ajp.attributes().orElse(AjpSettings.NO_ATTRIBUTES), ajp.told());
    }

    private static HttpConfiguration configuration(Listener listener) {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setRequestHeaderSize(listener.limits().headerBytes());
        configuration.setResponseHeaderSize(RESPONSE_HEADER_BYTES);
        configuration.setMaxResponseHeaderSize(MAX_RESPONSE_HEADER_BYTES);
        // Nobody listens for them; to keep the forbidden ones back Jetty makes two objects for each request.
        configuration.setNotifyForbiddenComplianceViolations(true);
        // Jetty's cache of a connection's fields takes 100 KiB from its second request on, which is dear where
        // thousands
        // wait, and spares no CPU that could be measured. Without it a value keeps its case as the client wrote it, but
        // for the few that Jetty knows beforehand and that mean the same in any, such as "Accept-Encoding: gzip".
        configuration.setHeaderCacheSize(0);
        configuration.setUriCompliance(UriCompliance.from(URI_COMPLIANCE));
        return configuration;
    }

    private static List<ConnectionFactory> https(Tls tls, Listener listener) throws StartException {
        ListenerTls ssl = certificates(tls);
        HttpConfiguration configuration = configuration(listener);
        // The name a client asked for chooses what it is shown and nothing else that a Host header could get around;
        // and clients that go by the address send no name at all.
        configuration.addCustomizer(new SecureRequestCustomizer(false));
        ConnectionFactory http = LeanHttpConnectionFactory.of(configuration);
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol(http.getProtocol());
        return List.of(
                new SslConnectionFactory(ssl, alpn.getProtocol()),
                alpn,
                new HTTP2ServerConnectionFactory(configuration),
                http);
    }

    private static ListenerTls certificates(Tls tls) throws StartException {
        try {
            return new ListenerTls(tls);
        } catch (PemException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void bind(ServerConnector connector, Listener listener) throws StartException {
        String address =
                (listener.host().contains(":") ? "[" + listener.host() + "]" : listener.host()) + ":" + listener.port();
        try {
            connector.open();
        } catch (UnresolvedAddressException e) {
            throw new StartException("can't listen on " + address + ": no such host", e);
        } catch (IOException e) {
            throw new StartException(whyNot(address, e), e);
        }
    }

    private static String whyNot(String address, IOException failure) {
        Throwable cause = failure.getCause() instanceof SocketException deeper ? deeper : failure;
        String reason = String.valueOf(cause.getMessage());
        return cause instanceof BindException && reason.contains("in use")
                ? address + " is taken: another process listens there"
                : "can't listen on " + address + ": " + reason;
    }
}
