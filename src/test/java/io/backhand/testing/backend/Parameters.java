package io.backhand.testing.backend;

import jakarta.servlet.http.HttpServletRequest;

/** Reads parameters of the query, never of the body, which is the request's to keep. */
final class Parameters {
    private Parameters() {}

    /** The number of that name; {@code otherwise} where there is none. @throws NumberFormatException if it is none */
    static long number(HttpServletRequest request, String name, long otherwise) {
        String query = request.getQueryString();
        if (query != null) {
            for (String pair : query.split("&", -1)) {
                if (pair.startsWith(name + "=")) {
                    return Long.parseLong(pair.substring(name.length() + 1));
                }
            }
        }
        return otherwise;
    }
}
