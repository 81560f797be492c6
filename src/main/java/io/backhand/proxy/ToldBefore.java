package io.backhand.proxy;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;

/**
 * What the proxies before this one tell in a request's header of its way; empty where they don't. Whether it counts
 * is not known here.
 *
 * <p>Not thread-safe: it belongs to one request.
 */
final class ToldBefore {
    static final String REAL_IP = "X-Real-IP";
    static final String FORWARDED_PREFIX = "X-Forwarded-";

    private String via = "";
    private String forwardedFor = "";
    private String forwarded = "";
    private String host = "";
    private String proto = "";
    private String port = "";
    private String realIp = "";

    /** Whether such a field is told by a proxy, and is no field that just goes on. */
    static boolean is(HttpField field) {
        HttpHeader header = field.getHeader();
        if (header == null) {
            return field.is(REAL_IP);
        }
        return switch (header) {
            case VIA, X_FORWARDED_FOR, FORWARDED, X_FORWARDED_HOST, X_FORWARDED_PROTO, X_FORWARDED_PORT -> true;
            default -> false;
        };
    }

    /** Whether backends that make variables of names, as CGI does, may take it for one of those. */
    static boolean isLike(String name) {
        String asTaken = name.replace('_', '-');
        return asTaken.regionMatches(true, 0, FORWARDED_PREFIX, 0, FORWARDED_PREFIX.length())
                || asTaken.equalsIgnoreCase(REAL_IP);
    }

    /** Takes one in; of lists each field adds to those before, else the last counts. */
    void take(HttpField field) {
        String value = field.getValue();
        if (field.getHeader() == null) {
            realIp = value;
            return;
        }
        switch (field.getHeader()) {
            case VIA -> via = join(via, value);
            case X_FORWARDED_FOR -> forwardedFor = join(forwardedFor, value);
            case FORWARDED -> forwarded = join(forwarded, value);
            case X_FORWARDED_HOST -> host = value;
            case X_FORWARDED_PROTO -> proto = value;
            case X_FORWARDED_PORT -> port = value;
            default -> throw new IllegalArgumentException(field.getName());
        }
    }

    String via() {
        return via;
    }

    String forwardedFor() {
        return forwardedFor;
    }

    String forwarded() {
        return forwarded;
    }

    String host() {
        return host;
    }

    String proto() {
        return proto;
    }

    String port() {
        return port;
    }

    String realIp() {
        return realIp;
    }

    private static String join(String before, String value) {
        return before.isEmpty() ? value : before + ", " + value;
    }
}
