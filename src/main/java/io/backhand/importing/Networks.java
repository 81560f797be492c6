package io.backhand.importing;

import io.backhand.cluster.Network;
import java.net.InetAddress;
import java.util.regex.Pattern;

/** Ranges of addresses as httpd and mod_backhand write them. */
final class Networks {
    private static final Pattern BEGINNING = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){0,2}\\.?");

    private Networks() {}

    /**
     * An address, {@code ADDRESS/BITS}, {@code ADDRESS/MASK}, or the beginning of an IPv4 address such as {@code 10.1}.
     *
     * @return as Backhand writes it
     * @throws IllegalArgumentException saying what was wanted
     */
    static String parse(String text) {
        int slash = text.indexOf('/');
        if (slash >= 0 && text.indexOf('.', slash) > 0) {
            int bits = bits(text.substring(slash + 1));
            return range(text.substring(0, slash), bits);
        }
        if (slash < 0 && BEGINNING.matcher(text).matches()) {
            String beginning = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
            int octets = beginning.split("\\.", -1).length;
            return range(beginning + ".0".repeat(4 - octets), 8 * octets);
        }
        Network.parse(text);
        return text;
    }

    private static String range(String address, int bits) {
        String range = address + "/" + bits;
        Network.parse(range);
        return range;
    }

    /** Of a mask such as 255.255.255.0. */
    private static int bits(String mask) {
        InetAddress address = Network.address(mask);
        int value = 0;
        for (byte octet : address.getAddress()) {
            value = (value << 8) | (octet & 0xFF);
        }
        int bits = Integer.bitCount(value);
        if (bits > 0 && value != -1 << (32 - bits)) {
            throw new IllegalArgumentException("a network's mask is ones, then zeros, not \"" + mask + "\"");
        }
        return bits;
    }
}
