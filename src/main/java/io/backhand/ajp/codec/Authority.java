package io.backhand.ajp.codec;

/** What a {@code host} or {@code host:port} must be like (RFC 3986, 3.2). */
final class Authority {
    private static final int MAX_PORT = 65535;

    /** The shortest address in brackets is {@code [::]}. */
    private static final int MIN_BRACKETED = 4;

    private Authority() {}

    /** Whether the string last read is {@code host} or {@code host:port}. */
    static boolean isHostAndPort(Payload payload) {
        int length = payload.textLength();
        int host = hostLength(payload);
        if (host == 0) {
            return false;
        }
        if (host == length) {
            return true;
        }
        int digits = length - host - 1;
        if (payload.textOctet(host) != ':' || digits < 1 || digits > 5) {
            return false;
        }
        int port = 0;
        for (int i = host + 1; i < length; i++) {
            int digit = payload.textOctet(i) - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            port = 10 * port + digit;
        }
        return port <= MAX_PORT;
    }

    /** Whether the string last read is a host; an IPv6 address may lack its brackets. */
    static boolean isHost(Payload payload) {
        int length = payload.textLength();
        return length > 0 && (hostLength(payload) == length || payload.textIsAllIn(Octets.ADDRESS));
    }

    /** How much of it is the host; 0 where it does not begin with one. */
    private static int hostLength(Payload payload) {
        int length = payload.textLength();
        if (length > 0 && payload.textOctet(0) == '[') {
            int at = 1;
            while (at < length && isOfAddress(payload.textOctet(at))) {
                at++;
            }
            return at < length && payload.textOctet(at) == ']' && at + 1 >= MIN_BRACKETED ? at + 1 : 0;
        }
        int at = 0;
        while (at < length && Octets.isIn(Octets.HOST, (char) payload.textOctet(at))) {
            if (payload.textOctet(at) == '%' && payload.percentDecoded(at) < 0) {
                return 0;
            }
            at++;
        }
        return at;
    }

    private static boolean isOfAddress(int octet) {
        return octet == ':' || octet == '.' || Character.digit(octet, 16) >= 0;
    }
}
