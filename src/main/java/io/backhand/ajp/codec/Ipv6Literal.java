package io.backhand.ajp.codec;

/** What an IPv6 address must be like between its brackets (RFC 3986, 3.2.2): no zone, and no version to come. */
final class Ipv6Literal {
    private static final int GROUPS = 8;
    private static final int MAX_GROUP_DIGITS = 4;

    /** An IPv4 address at the end stands for two groups. */
    private static final int GROUPS_OF_IPV4 = 2;

    private static final int IPV4_PARTS = 4;
    private static final int MAX_IPV4_PART = 255;
    private static final int MAX_IPV4_DIGITS = 3;

    private Ipv6Literal() {}

    /** Whether the string last read has one from {@code start} to before {@code end}. */
    static boolean isBetween(Payload payload, int start, int end) {
        boolean compressed = isDoubleColon(payload, start, end);
        int at = compressed ? start + 2 : start;
        int groups = 0;
        while (at < end) {
            int digits = digits(payload, at, end, 16);
            if (at + digits < end && payload.textOctet(at + digits) == '.') {
                return isIpv4(payload, at, end) && isWhole(groups + GROUPS_OF_IPV4, compressed);
            }
            if (digits == 0 || digits > MAX_GROUP_DIGITS) {
                return false;
            }
            groups++;
            at += digits;
            if (at == end) {
                break;
            }
            if (isDoubleColon(payload, at, end)) {
                if (compressed) {
                    return false;
                }
                compressed = true;
                at += 2;
            } else if (payload.textOctet(at) == ':' && at + 1 < end) {
                at++;
            } else {
                return false;
            }
        }
        return isWhole(groups, compressed);
    }

    private static boolean isWhole(int groups, boolean compressed) {
        return compressed ? groups < GROUPS : groups == GROUPS;
    }

    private static boolean isDoubleColon(Payload payload, int at, int end) {
        return at + 1 < end && payload.textOctet(at) == ':' && payload.textOctet(at + 1) == ':';
    }

    private static int digits(Payload payload, int start, int end, int radix) {
        int at = start;
        while (at < end && Character.digit(payload.textOctet(at), radix) >= 0) {
            at++;
        }
        return at - start;
    }

    private static boolean isIpv4(Payload payload, int start, int end) {
        int at = start;
        for (int part = 1; part <= IPV4_PARTS; part++) {
            int digits = digits(payload, at, end, 10);
            if (digits == 0 || digits > MAX_IPV4_DIGITS || number(payload, at, digits) > MAX_IPV4_PART) {
                return false;
            }
            at += digits;
            if (part < IPV4_PARTS) {
                if (at == end || payload.textOctet(at) != '.') {
                    return false;
                }
                at++;
            }
        }
        return at == end;
    }

    private static int number(Payload payload, int start, int digits) {
        int number = 0;
        for (int i = start; i < start + digits; i++) {
            number = 10 * number + payload.textOctet(i) - '0';
        }
        return number;
    }
}
