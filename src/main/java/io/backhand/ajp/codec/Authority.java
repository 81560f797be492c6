package io.backhand.ajp.codec;

/** What a {@code host} or {@code host:port} must be like (RFC 3986, 3.2). */
final class Authority {
    private static final int MAX_PORT = 65535;

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
        return port > 0 && port <= MAX_PORT;
    }

    /** Whether the string last read is a host; an IPv6 address may lack its brackets. */
    static boolean isHost(Payload payload) {
        int length = payload.textLength();
        return length > 0 && (hostLength(payload) == length || Ipv6Literal.isBetween(payload, 0, length));
    }

    /** How much of it is the host; 0 where it does not begin with one. */
    private static int hostLength(Payload payload) {
        int length = payload.textLength();
        if (length > 0 && payload.textOctet(0) == '[') {
            int close = 1;
            while (close < length && payload.textOctet(close) != ']') {
                close++;
            }
            return close < length && Ipv6Literal.isBetween(payload, 1, close) ? close + 1 : 0;
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
}
