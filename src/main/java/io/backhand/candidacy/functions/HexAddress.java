package io.backhand.candidacy.functions;

import java.util.Optional;

/** An IPv4 address of eight hexadecimal digits, two an octet in network order. */
final class HexAddress {
    private static final int DIGITS = 8;

    private HexAddress() {}

    /** The address, in dotted form, that a text begins with; percent-encoded digits count. */
    static Optional<String> at(String text) {
        int at = 0;
        int address = 0;
        for (int i = 0; i < DIGITS; i++) {
            int c = charAt(text, at);
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                return Optional.empty();
            }
            address = address << 4 | digit;
            at += text.charAt(at) == '%' ? 3 : 1;
        }
        return Optional.of(dotted(address));
    }

    /** The character there, decoded where it is percent-encoded; -1 where there is none. */
    private static int charAt(String text, int at) {
        if (at >= text.length()) {
            return -1;
        }
        char c = text.charAt(at);
        if (c != '%') {
            return c;
        }
        if (at + 2 >= text.length()) {
            return -1;
        }
        int high = Character.digit(text.charAt(at + 1), 16);
        int low = Character.digit(text.charAt(at + 2), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static String dotted(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 0xFF) + "." + (address >>> 8 & 0xFF) + "." + (address & 0xFF);
    }
}
