package io.backhand.proxy;

import org.eclipse.jetty.http.HttpTokens;

/** What HTTP calls a token: a method, a name of a field, a protocol (RFC 9110, 5.6.2). */
final class Token {
    private Token() {}

    /** Whether a text is one. */
    static boolean is(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80 || !HttpTokens.TOKENS[c].isRfc2616Token()) {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
