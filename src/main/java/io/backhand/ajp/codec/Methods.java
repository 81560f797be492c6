package io.backhand.ajp.codec;

/** The methods that have a code. */
final class Methods {
    /** In place of a code: the name is in an attribute. */
    static final int BY_NAME = 0xFF;

    private static final String[] BY_CODE = {
        "",
        "OPTIONS",
        "GET",
        "HEAD",
        "POST",
        "PUT",
        "DELETE",
        "TRACE",
        "PROPFIND",
        "PROPPATCH",
        "MKCOL",
        "COPY",
        "MOVE",
        "LOCK",
        "UNLOCK",
        "ACL",
        "REPORT",
        "VERSION-CONTROL",
        "CHECKIN",
        "CHECKOUT",
        "UNCHECKOUT",
        "SEARCH",
        "MKWORKSPACE",
        "UPDATE",
        "LABEL",
        "MERGE",
        "BASELINE-CONTROL",
        "MKACTIVITY"
    };

    private Methods() {}

    static String named(int code) throws RefusedRequestException {
        if (code == 0 || code >= BY_CODE.length) {
            throw RefusedRequestException.bad("a method is 1 to 27, or 255 and a name, was " + code);
        }
        return BY_CODE[code];
    }
}
