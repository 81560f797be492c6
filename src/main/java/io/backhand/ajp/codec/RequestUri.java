package io.backhand.ajp.codec;

/** What a path of a request must be like. */
final class RequestUri {
    private RequestUri() {}

    /** Reads it: a path that stays below the root, or an asterisk, which only OPTIONS may have. */
    static String read(Payload payload) throws RefusedRequestException {
        payload.requiredString("the URI");
        if (payload.textLength() == 1 && payload.textOctet(0) == '*') {
            return "*";
        }
        if (payload.textLength() == 0 || payload.textOctet(0) != '/') {
            throw RefusedRequestException.bad("a URI begins with a slash, was " + payload.excerpt());
        }
        if (!payload.textIsAllIn(Octets.PATH)) {
            throw RefusedRequestException.bad(
                    "a URI has no space, control character, ? or #, was " + payload.excerpt());
        }
        checkSegments(payload);
        return payload.targetText();
    }

    /** An empty segment is none: with some servers {@code //..} leaves the root. */
    private static void checkSegments(Payload payload) throws RefusedRequestException {
        int depth = 0;
        int dots = 0;
        boolean others = false;
        boolean parameters = false;
        int length = payload.textLength();
        for (int i = 1; i <= length; i++) {
            int octet = i < length ? payload.textOctet(i) : '/';
            if (octet == '/') {
                depth += others || dots > 2 ? 1 : dots == 2 ? -1 : 0;
                if (depth < 0) {
                    throw RefusedRequestException.bad("a URI stays below the root, was " + payload.excerpt());
                }
                dots = 0;
                others = false;
                parameters = false;
                continue;
            }
            if (octet == '%') {
                octet = payload.percentDecoded(i);
                if (octet < 0) {
                    throw RefusedRequestException.bad(
                            "a % stands before two hexadecimal digits, was " + payload.excerpt());
                }
                i += 2;
            } else if (octet == ';') {
                parameters = true;
            }
            if (!parameters) {
                dots += octet == '.' ? 1 : 0;
                others |= octet != '.';
            }
        }
    }
}
