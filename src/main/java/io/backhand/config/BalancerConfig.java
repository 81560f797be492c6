package io.backhand.config;

import io.backhand.cluster.BackendId;
import io.backhand.cluster.Contact;
import io.backhand.cluster.Network;
import io.backhand.heartbeat.HeartbeatAddress;
import io.backhand.routing.Route;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * All that a balancer's configuration says, checked.
 *
 * @param heartbeats {@code [heartbeats]}
 * @param upstream {@code [upstream]}
 * @param backends each {@code [[backend]]}
 * @param listeners each {@code [[listen]]}; HTTP on 0.0.0.0:8080 where there is none
 * @param status {@code [status]}
 * @param self {@code [self]}
 * @param routes each {@code [[route]]}; empty where there is none, which means every path by the default chain
 */
public record BalancerConfig(
        Heartbeats heartbeats,
        Upstream upstream,
        List<StaticBackend> backends,
        List<Listener> listeners,
        Status status,
        Optional<Self> self,
        List<Route> routes) {

    /**
     * Where heartbeats are heard and whose count.
     *
     * @param listen {@code listen}: addresses heard on; the default group, on every interface that can, where not set
     * @param accept {@code accept}: networks whose datagrams are looked at; loopback and the subnets of the
     *     interfaces listened on where not set
     * @param contacts {@code contacts}: networks an unsigned heartbeat may send traffic to besides its own sender;
     *     none where not set
     * @param keyFile {@code key-file}: keys, one a line; unsigned heartbeats are then refused
     * @param unsignedFrom {@code unsigned-from}: senders of httpd's own heartbeats, believed although a key is set
     */
    public record Heartbeats(
            List<HeartbeatAddress> listen,
            Optional<List<Network>> accept,
            List<Network> contacts,
            Optional<Path> keyFile,
            List<InetAddress> unsignedFrom) {}

    /**
     * How backends are spoken to.
     *
     * @param caFile {@code ca-file}: PEM certificates that may vouch for an https backend; the system's where not set
     */
    public record Upstream(Optional<Path> caFile) {}

    /**
     * A backend that does not announce itself.
     *
     * @param name {@code name}, required
     * @param url {@code url}, required
     */
    public record StaticBackend(BackendId name, Contact url) {}

    /**
     * Where clients are listened to.
     *
     * @param host address or name to bind; {@code 0.0.0.0} and {@code ::} are all
     * @param port 0 to 65535; 0 is any free one
     * @param tls certificate and key of an {@code https} listener; none for {@code http}
     * @param trust {@code trust}: proxies whose forwarded headers count, nobody where not set
     */
    public record Listener(String host, int port, Optional<Tls> tls, List<Network> trust) {}

    /**
     * What an https listener shows.
     *
     * @param certificate {@code certificate}: PEM, the server's own first, then its issuers
     * @param key {@code key}: PEM, PKCS#8, not encrypted
     */
    public record Tls(Path certificate, Path key) {}

    /**
     * Who may see the status besides this machine.
     *
     * @param allow {@code allow}: networks of clients
     * @param hosts {@code hosts}: names under which they may ask for it
     */
    public record Status(List<Network> allow, List<String> hosts) {}

    /**
     * This machine, where a chain may choose it.
     *
     * @param name {@code name}, required
     * @param url {@code url}: where its own server is
     * @param dispatch {@code dispatch}: name of the servlet that answers, in a web application; one of the two
     */
    public record Self(BackendId name, Optional<Contact> url, Optional<String> dispatch) {}
}
