package io.backhand.proxy;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;

/**
 * How often an OPTIONS or a TRACE may be passed on (RFC 9110, 7.6.2), which says along a chain of proxies who answers.
 * In other requests the field means nothing, and so it does where it is no number.
 */
final class MaxForwards {
    /** More digits than any chain of proxies needs, and fewer than an int has room for. */
    private static final int MAX_DIGITS = 9;

    private static final int NONE = -1;

    private MaxForwards() {}

    /** Whether a request ends here. */
    static boolean isSpent(Request clientRequest) {
        return isCounted(clientRequest.getMethod()) && left(clientRequest.getHeaders()) == 0;
    }

    /** Counts this hop in the header that the next one gets. */
    static void count(String method, HttpFields.Mutable backendHeaders) {
        if (isCounted(method)) {
            int left = left(backendHeaders);
            if (left > 0) {
                backendHeaders.put(new HttpField(HttpHeader.MAX_FORWARDS, Integer.toString(left - 1)));
            }
        }
    }

    private static boolean isCounted(String method) {
        return HttpMethod.OPTIONS.is(method) || HttpMethod.TRACE.is(method);
    }

    private static int left(HttpFields headers) {
        String value = headers.get(HttpHeader.MAX_FORWARDS);
        if (value == null || value.isEmpty() || value.length() > MAX_DIGITS) {
            return NONE;
        }
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < '0' || value.charAt(i) > '9') {
                return NONE;
            }
        }
        return Integer.parseInt(value);
    }
}
