package io.backhand.heartbeat;

import io.backhand.cluster.Network;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where heartbeats are sent to or heard on.
 *
 * @param address a multicast group, a broadcast address or a host's address
 * @param port 1 to 65535
 * @param ttl hops a multicast may take, 0 to 255; 1 where not set
 * @param interfaceName the network interface to use; the system's or the contact's where not set
 */
public record HeartbeatAddress(InetAddress address, int port, int ttl, Optional<String> interfaceName) {
    /** Port of the original, in all its examples. */
    public static final int DEFAULT_PORT = 4445;

    /** The default group, of the range that an organisation uses as it likes (RFC 2365). */
    public static final String DEFAULT_GROUP = "239.255.66.72:" + DEFAULT_PORT;

    /** The default group of IPv6: transient, of a site's scope (RFC 4291). */
    public static final String DEFAULT_GROUP_OF_IPV6 = "[ff15::6648]:" + DEFAULT_PORT;

    private static final String WANTED =
            "a heartbeat address is ADDR:PORT[,TTL][@INTERFACE] such as 239.255.66.72:4445,1@eth0, not \"%s\"";

    private static final Pattern FORM =
            Pattern.compile("(\\[[^\\]]+\\]|[^:,@\\[\\]]+):(\\d{1,5})(?:,(\\d{1,3}))?(?:@(.{1,64}))?");

    /** Reads {@code ADDR:PORT[,TTL][@INTERFACE]}, IPv6 in brackets. @throws IllegalArgumentException saying what was wanted */
    public static HeartbeatAddress parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(WANTED.formatted(text));
        }
        int port = Integer.parseInt(parts.group(2));
        int ttl = parts.group(3) == null ? 1 : Integer.parseInt(parts.group(3));
        if (port < 1 || port > 65535 || ttl > 255) {
            throw new IllegalArgumentException(WANTED.formatted(text));
        }
        try {
            return new HeartbeatAddress(
                    Network.address(parts.group(1)), port, ttl, Optional.ofNullable(parts.group(4)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(WANTED.formatted(text), e);
        }
    }

    /** The default group of the family in which a host is named; IPv4's for a name. */
    public static HeartbeatAddress defaultGroupFor(String host) {
        return parse(host.indexOf(':') >= 0 ? DEFAULT_GROUP_OF_IPV6 : DEFAULT_GROUP);
    }

    @Override
    public String toString() {
        String host = address.getHostAddress();
        String bracketed = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return bracketed + ":" + port + interfaceName.map(name -> "@" + name).orElse("");
    }
}
