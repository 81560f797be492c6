package io.backhand.ajp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Reads the addresses that stand in a request; what is no literal is nobody's address, and is never looked up. */
final class Addresses {
    private static final String NOBODY = "unknown";
    private static final int V4_BYTES = 4;
    private static final int LONGEST_V6 = 45;

    private Addresses() {}

    /** An unresolved one where the text is no literal. */
    static InetSocketAddress of(String literal, int port) {
        byte[] v4 = v4(literal);
        try {
            if (v4.length == V4_BYTES) {
                return new InetSocketAddress(InetAddress.getByAddress(v4), port);
            }
            if (mayBeV6(literal)) {
                // In brackets nothing else is tried.
                return new InetSocketAddress(InetAddress.getByName("[" + literal + "]"), port);
            }
        } catch (UnknownHostException e) {
            return nobody(port);
        }
        return nobody(port);
    }

    /** Of whom no address is known. */
    static InetSocketAddress nobody(int port) {
        return InetSocketAddress.createUnresolved(NOBODY, port);
    }

    /** Empty where it is none. */
    private static byte[] v4(String literal) {
        byte[] address = new byte[V4_BYTES];
        int part = 0;
        int digits = 0;
        int value = 0;
        for (int i = 0; i < literal.length(); i++) {
            char c = literal.charAt(i);
            if (c >= '0' && c <= '9' && digits < 3) {
                value = value * 10 + c - '0';
                digits++;
            } else if (c == '.' && digits > 0 && value <= 0xFF && part < V4_BYTES - 1) {
                address[part++] = (byte) value;
                digits = 0;
                value = 0;
            } else {
                return new byte[0];
            }
        }
        if (part != V4_BYTES - 1 || digits == 0 || value > 0xFF) {
            return new byte[0];
        }
        address[part] = (byte) value;
        return address;
    }

    private static boolean mayBeV6(String literal) {
        boolean colon = false;
        for (int i = 0; i < literal.length(); i++) {
            char c = literal.charAt(i);
            if (c == ':') {
                colon = true;
            } else if (c != '.' && Character.digit(c, 16) < 0) {
                return false;
            }
        }
        return colon && literal.length() <= LONGEST_V6;
    }
}
