package io.backhand.config;

import io.backhand.accesslog.AccessLogFormat;
import io.backhand.ajp.codec.AttributeHeader;
import io.backhand.ajp.codec.PacketSize;
import io.backhand.ajp.codec.Secret;
import io.backhand.cluster.AdminToken;
import io.backhand.cluster.BackendId;
import io.backhand.cluster.Contact;
import io.backhand.cluster.Network;
import io.backhand.heartbeat.HeartbeatAddress;
import io.backhand.routing.Route;
import io.backhand.routing.Route.Limits;
import io.backhand.tls.ClientCertificateField;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * All that a balancer's configuration says, checked.
 *
 * @param heartbeats {@code [heartbeats]}
 * @param upstream {@code [upstream]}
 * @param backends each {@code [[backend]]}
 * @param listeners each {@code [[listen]]}; HTTP on 0.0.0.0:8080 where there is none
 * @param status {@code [status]}
 * @param adminToken {@code token-file} of {@code [admin]}, read; nobody may change anything where not set
 * @param accessLog {@code [access-log]}; no requests are logged where there is none
 * @param self {@code [self]}
 * @param routes each {@code [[route]]}; empty where there is none, which means every path by the default chain
 */
public record BalancerConfig(
        Heartbeats heartbeats,
        Upstream upstream,
        List<StaticBackend> backends,
        List<Listener> listeners,
        Status status,
        Optional<AdminToken> adminToken,
        Optional<AccessLogFile> accessLog,
        Optional<Self> self,
        List<Route> routes) {
    private static final int MAX_PORT = 65535;

    /** What holds where there is no file. */
    public static BalancerConfig defaults() {
        return new BalancerConfig(
                new Heartbeats(Optional.empty(), Optional.empty(), List.of(), Optional.empty(), List.of()),
                Upstream.DEFAULT,
                List.of(),
                List.of(new Listener("0.0.0.0", 8080, Optional.empty(), List.of())),
                new Status(List.of(), List.of()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    /** The same with other listeners. */
    public BalancerConfig withListeners(List<Listener> others) {
        return new BalancerConfig(heartbeats, upstream, backends, others, status, adminToken, accessLog, self, routes);
    }

    /**
     * Where heartbeats are heard and whose count.
     *
     * @param listen {@code listen}: addresses heard on, all of which have to work; where not set, the default group on
     *     every interface that can, and that of IPv6 where this machine can
     * @param accept {@code accept}: networks whose datagrams are looked at; loopback and the subnets of the
     *     interfaces listened on where not set
     * @param contacts {@code contacts}: networks an unsigned heartbeat may send traffic to besides its own sender;
     *     none where not set
     * @param keyFile {@code key-file}: keys, one a line; unsigned heartbeats are then refused
     * @param unsignedFrom {@code unsigned-from}: senders of httpd's own heartbeats, believed although a key is set
     * @param dumpUnknown {@code dump-unknown}: how many datagrams that are no heartbeats are logged in hexadecimal digits; none
     *     where not set
     */
    public record Heartbeats(
            Optional<List<HeartbeatAddress>> listen,
            Optional<List<Network>> accept,
            List<Network> contacts,
            Optional<Path> keyFile,
            List<InetAddress> unsignedFrom,
            int dumpUnknown) {
        /** Where no datagrams are logged. */
        public Heartbeats(
                Optional<List<HeartbeatAddress>> listen,
                Optional<List<Network>> accept,
                List<Network> contacts,
                Optional<Path> keyFile,
                List<InetAddress> unsignedFrom) {
            this(listen, accept, contacts, keyFile, unsignedFrom, 0);
        }
    }

    /**
     * How backends are spoken to.
     *
     * @param caFile {@code ca-file}: PEM certificates that may vouch for an https backend; the system's where not set
     * @param idleTimeout {@code idle-timeout}: how long an idle connection to an HTTP/1.1 backend is kept, 100ms to 24h;
     *     30s where not set. It is given up earlier, a second before the backend would close it, where that is
     *     announced (by its heartbeats, or as {@code Keep-Alive: timeout=} of its responses) or was seen
     * @param own {@code certificate}, {@code key}: shown to backends over TLS that ask for one; nothing where not set
     * @param bounds how many requests each backend is given at once
     * @param limits {@code connect-timeout}, {@code first-byte-timeout}, {@code timeout}: how long an exchange may take by each
     *     route that does not say otherwise, as {@link Limits} where not set
     */
    public record Upstream(
            Optional<Path> caFile, Duration idleTimeout, Optional<PemPair> own, BackendBounds bounds, Limits limits) {
        /** What holds where nothing is set. */
        static final Upstream DEFAULT = new Upstream(Optional.empty(), Duration.ofSeconds(30));

        /** One that shows nothing of itself, and gives each as many requests as come. */
        public Upstream(Optional<Path> caFile, Duration idleTimeout) {
            this(caFile, idleTimeout, Optional.empty(), BackendBounds.DEFAULT, Limits.DEFAULT);
        }
    }

    /**
     * Where clients are listened to.
     *
     * @param host address or name to bind; {@code 0.0.0.0} and {@code ::} are all
     * @param port 0 to 65535; 0 is any free one
     * @param tls certificate and key of an {@code https} listener; none for {@code http}
     * @param trust {@code trust}: proxies whose forwarded headers count, nobody where not set
     * @param limits what its clients are held to
     * @param protocols what is spoken there besides
     */
    public record Listener(
            String host, int port, Optional<Tls> tls, List<Network> trust, ClientLimits limits, Protocols protocols) {
        private static final Pattern FORM = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+):(\\d{1,5})");

        /** One with the usual limits, that speaks HTTP alone. */
        public Listener(String host, int port, Optional<Tls> tls, List<Network> trust) {
            this(host, port, tls, trust, ClientLimits.DEFAULT, Protocols.USUAL);
        }

        /** A listener for plain HTTP that trusts nobody. @throws IllegalArgumentException saying what was wanted */
        public static Listener http(String hostAndPort) {
            return parse(hostAndPort, Optional.empty(), List.of());
        }

        /** Reads {@code HOST:PORT}, IPv6 in brackets. @throws IllegalArgumentException saying what was wanted */
        static Listener parse(String hostAndPort, Optional<Tls> tls, List<Network> trust) {
            Matcher parts = FORM.matcher(hostAndPort);
            if (!parts.matches() || Integer.parseInt(parts.group(2)) > MAX_PORT) {
                throw new IllegalArgumentException(
                        "an address to listen on is HOST:PORT such as 0.0.0.0:8080 or [::1]:8080, not \"%s\""
                                .formatted(hostAndPort));
            }
            String host = parts.group(1);
            boolean bracketed = host.startsWith("[");
            return new Listener(
                    bracketed ? host.substring(1, host.length() - 1) : host,
                    Integer.parseInt(parts.group(2)),
                    tls,
                    trust);
        }
    }

    /**
     * What a listener speaks besides HTTP/1.1, and HTTP/2 by ALPN, or in its place.
     *
     * @param preamble {@code proxy-protocol}: whether each connection begins with a preamble of the PROXY protocol, from
     *     a proxy in {@code trust}
     * @param h2c {@code h2c}: whether HTTP/2 may be spoken without TLS, by who knows beforehand that it may
     * @param ajp how AJP is spoken; HTTP is where there is none
     */
    public record Protocols(boolean preamble, boolean h2c, Optional<Ajp> ajp) {
        /** HTTP alone. */
        public static final Protocols USUAL = new Protocols(false, false, Optional.empty());
    }

    /**
     * How a listener speaks AJP/1.3 with httpd's mod_proxy_ajp or mod_jk.
     *
     * @param secret {@code secret}, or what is in {@code secret-file}: what httpd shows with each request; none where not
     *     set, which only a loopback address may do without
     * @param packetSize {@code packet-size}, the same as in httpd; 8 KiB where not set
     * @param attributes {@code attributes}: what the whole name of a request attribute must match that is none of the
     *     well-known ones; none may come where not set
     * @param told {@code remote-user}, {@code attribute-headers}: what backends are told of what httpd tells
     * @param fields {@code client-certificate-headers}: what backends are told of the client's certificate
     * @param idleTimeout {@code idle-timeout}: between two requests; zero, which is none, where not set
     */
    public record Ajp(
            Secret secret,
            PacketSize packetSize,
            Optional<Pattern> attributes,
            List<AttributeHeader> told,
            List<ClientCertificateField> fields,
            Duration idleTimeout) {
        /** Takes over a copy. */
        public Ajp {
            told = List.copyOf(told);
            fields = List.copyOf(fields);
        }
    }

    /**
     * What an https listener shows.
     *
     * @param pairs one at least; the first is for clients that ask for a name of none
     * @param clients which certificates clients show; none are asked for where not set
     */
    public record Tls(List<PemPair> pairs, Optional<ClientCertificates> clients) {
        /** Takes over a copy. */
        public Tls {
            pairs = List.copyOf(pairs);
        }

        /** One certificate for everybody. */
        public Tls(Path certificate, Path key) {
            this(List.of(new PemPair(certificate, key)), Optional.empty());
        }

        /** All that is to be read. */
        public List<Path> files() {
            return Stream.concat(
                            pairs.stream().flatMap(pair -> Stream.of(pair.certificate(), pair.key())),
                            clients.stream().map(ClientCertificates::authorities))
                    .toList();
        }
    }

    /**
     * Certificates that clients show.
     *
     * @param authorities {@code client-ca}: PEM certificates that may vouch for them
     * @param required {@code client-certificate}: whether nobody comes in without one; so where not set
     * @param fields {@code client-certificate-headers}: what backends are told of them; nothing where not set
     */
    public record ClientCertificates(Path authorities, boolean required, List<ClientCertificateField> fields) {
        /** Takes over a copy. */
        public ClientCertificates {
            fields = List.copyOf(fields);
        }
    }

    /**
     * A certificate and its key.
     *
     * @param certificate {@code certificate}: PEM, the server's own first, then its issuers
     * @param key {@code key}: PEM, PKCS#8, not encrypted
     */
    public record PemPair(Path certificate, Path key) {}

    /**
     * Who may see the status besides this machine.
     *
     * @param allow {@code allow}: networks of clients
     * @param hosts {@code hosts}: names under which they may ask for it
     */
    public record Status(List<Network> allow, List<String> hosts) {}

    /**
     * Where requests are logged.
     *
     * @param path {@code file}, required
     * @param format {@code format}, {@code ncsa} where not set
     */
    public record AccessLogFile(Path path, AccessLogFormat format) {}

    /**
     * This machine, where a chain may choose it.
     *
     * @param name {@code name}, required
     * @param url {@code url}: where its own server is
     * @param dispatch {@code dispatch}: name of the servlet that answers, in a web application; one of the two
     */
    public record Self(BackendId name, Optional<Contact> url, Optional<String> dispatch) {}
}
