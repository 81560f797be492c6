package io.backhand.cluster;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * A range of addresses, as in {@code 192.168.0.0/24} or {@code fd00::/8}; an address alone is a range of one.
 *
 * @param base any address of the range
 * @param prefixLength leading bits that count
 */
public record Network(InetAddress base, int prefixLength) {
    private static final String WANTED = "a network is an address or ADDRESS/BITS such as 192.168.0.0/24, not \"%s\"";

    /** Nothing but digits, letters a to f, dots and colons. */
    private static final Pattern COLONED = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|[01]?\\d?\\d)";
    private static final Pattern DOTTED = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");

    private static final Pattern BITS = Pattern.compile("\\d{1,3}");

    /** @throws IllegalArgumentException if there are not that many bits */
    public Network {
        if (prefixLength < 0 || prefixLength > base.getAddress().length * 8) {
            throw new IllegalArgumentException(WANTED.formatted(base.getHostAddress() + "/" + prefixLength));
        }
    }

    /** Reads {@code ADDRESS} or {@code ADDRESS/BITS}. @throws IllegalArgumentException saying what was wanted */
    public static Network parse(String text) {
        int slash = text.indexOf('/');
        InetAddress base;
        try {
            base = address(slash < 0 ? text : text.substring(0, slash));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(WANTED.formatted(text), e);
        }
        if (slash < 0) {
            return new Network(base, base.getAddress().length * 8);
        }
        String bits = text.substring(slash + 1);
        if (!BITS.matcher(bits).matches() || Integer.parseInt(bits) > base.getAddress().length * 8) {
            throw new IllegalArgumentException(WANTED.formatted(text));
        }
        return new Network(base, Integer.parseInt(bits));
    }

    /** Reads an address literal; brackets around IPv6 may stand. @throws IllegalArgumentException if it is none */
    public static InetAddress address(String text) {
        String bare = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        boolean v6 = bare.indexOf(':') >= 0;
        if (!(v6 ? COLONED : DOTTED).matcher(bare).matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not an address");
        }
        try {
            return InetAddress.getByName(v6 ? "[" + bare + "]" : bare);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not an address", e);
        }
    }

    /** Whether the address lies in the range; never for one of the other family. */
    public boolean contains(InetAddress address) {
        byte[] wanted = base.getAddress();
        byte[] its = address.getAddress();
        if (wanted.length != its.length) {
            return false;
        }
        int wholeBytes = prefixLength / 8;
        for (int i = 0; i < wholeBytes; i++) {
            if (wanted[i] != its[i]) {
                return false;
            }
        }
        int restBits = prefixLength % 8;
        return restBits == 0 || ((wanted[wholeBytes] ^ its[wholeBytes]) & 0xFF) >> (8 - restBits) == 0;
    }

    @Override
    public String toString() {
        return base.getHostAddress() + "/" + prefixLength;
    }
}
