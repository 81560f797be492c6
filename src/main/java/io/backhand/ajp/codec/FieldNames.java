package io.backhand.ajp.codec;

import java.util.Locale;

/** The names of fields that have a code: one table each way. */
final class FieldNames {
    /** Of {@link #inRequest}. */
    static final int CONTENT_LENGTH = 8;

    /** Of {@link #inRequest}. */
    static final int HOST = 11;

    private static final int CODED = 0xA000;
    private static final String[] OF_REQUESTS = {
        "",
        "Accept",
        "Accept-Charset",
        "Accept-Encoding",
        "Accept-Language",
        "Authorization",
        "Connection",
        "Content-Type",
        "Content-Length",
        "Cookie",
        "Cookie2",
        "Host",
        "Pragma",
        "Referer",
        "User-Agent"
    };

    private FieldNames() {}

    static String inRequest(int code) throws RefusedRequestException {
        if (code >= OF_REQUESTS.length) {
            throw RefusedRequestException.bad("a coded field's name is A001 to A00E, was "
                    + Integer.toHexString(CODED | code).toUpperCase(Locale.ROOT));
        }
        return OF_REQUESTS[code];
    }

    /** The two bytes in place of a name in a response, or 0 where it has none. */
    static int codeInResponse(String name) {
        return switch (name.length()) {
            case 4 -> codeIf(4, "Date", name);
            case 6 -> codeIf(10, "Status", name);
            case 8 -> codeIf(6, "Location", name);
            case 10 -> codeIf(7, "Set-Cookie", name);
            case 11 -> codeIf(8, "Set-Cookie2", name);
            case 12 -> codeIf(1, "Content-Type", name);
            case 13 -> codeIf(5, "Last-Modified", name);
            case 14 -> codeIf(3, "Content-Length", name) | codeIf(9, "Servlet-Engine", name);
            case 16 -> codeIf(2, "Content-Language", name) | codeIf(11, "WWW-Authenticate", name);
            default -> 0;
        };
    }

    private static int codeIf(int code, String coded, String name) {
        return coded.equalsIgnoreCase(name) ? CODED | code : 0;
    }
}
