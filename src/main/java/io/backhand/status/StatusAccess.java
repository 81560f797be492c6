package io.backhand.status;

import io.backhand.cluster.Network;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Who may see the status. Immutable and thread-safe.
 *
 * <p>This machine may, and whom the configuration allows, and only by a name known to be ours. A request that
 * came through a proxy is not this machine's, although its connection is; and a page in a browser here can make
 * it ask a name of the page's own that leads here, but can't make it say another.
 */
public final class StatusAccess {
    /** A name or a literal, and maybe a port. */
    private static final Pattern HOST = Pattern.compile("(\\[[^\\[\\]]*]|[^\\[\\]:]+)(?::\\d{0,5})?");

    private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127\\." + OCTET + "\\." + OCTET + "\\." + OCTET + "|\\[::1]");

    private final List<Network> allow;
    private final Set<String> hosts;

    /**
     * The rule with what the configuration adds to it.
     *
     * @param allow networks of clients that may see the status besides this machine
     * @param hosts names under which they may ask for it, without port
     */
    public StatusAccess(List<Network> allow, List<String> hosts) {
        this.allow = List.copyOf(allow);
        this.hosts = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    boolean permits(Viewer viewer) {
        return isOurs(viewer.hosts()) && permitsClientOf(viewer);
    }

    /** From behind a proxy nobody is this machine: the proxy may be on it, and the client anywhere. */
    private boolean permitsClientOf(Viewer viewer) {
        if (viewer.forwarded()) {
            return viewer.forwardedClient().filter(this::isAllowed).isPresent();
        }
        return viewer.peer()
                .filter(peer -> peer.isLoopbackAddress() || isAllowed(peer))
                .isPresent();
    }

    private boolean isAllowed(InetAddress client) {
        return allow.stream().anyMatch(network -> network.contains(client));
    }

    private boolean isOurs(List<String> named) {
        return !named.isEmpty() && named.stream().allMatch(this::isOurs);
    }

    private boolean isOurs(String named) {
        Matcher parts = HOST.matcher(named.toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            return false;
        }
        String host = parts.group(1);
        return LOOPBACK.matcher(host).matches() || hosts.contains(host);
    }
}
