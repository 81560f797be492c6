package io.backhand.accesslog;

import org.jspecify.annotations.Nullable;

/**
 * What a client asked for. Each text is kept as far as a line can show it, so that a queue of them is bounded too.
 *
 * @param client its address, as found behind trusted proxies
 * @param user whom the balancer's own web application knows it as; null for nobody
 * @param line the request line
 * @param host the host asked for; null where the request names none
 * @param referer null where the request has none
 * @param agent the {@code User-Agent}; null where the request has none
 */
public record Asked(
        String client,
        @Nullable String user,
        RequestLine line,
        @Nullable String host,
        @Nullable String referer,
        @Nullable String agent) {
    static final int MAX_CLIENT = 64;
    static final int MAX_USER = 256;
    static final int MAX_HOST = 512;
    static final int MAX_REFERER = 2048;
    static final int MAX_AGENT = 1024;

    /** Cuts what is too long. */
    public Asked {
        client = Line.kept(client, MAX_CLIENT);
        user = user == null ? null : Line.kept(user, MAX_USER);
        host = host == null ? null : Line.kept(host, MAX_HOST);
        referer = referer == null ? null : Line.kept(referer, MAX_REFERER);
        agent = agent == null ? null : Line.kept(agent, MAX_AGENT);
    }

    /**
     * The line that a request begins with.
     *
     * @param method as the client wrote it
     * @param target path and query as the client wrote them
     * @param protocol such as {@code HTTP/1.1}
     * @param scheme {@code http} or {@code https}: how the request came to this balancer
     */
    public record RequestLine(String method, String target, String protocol, String scheme) {
        static final int MAX_METHOD = 64;
        static final int MAX_TARGET = 4096;

        /** Cuts what is too long. */
        public RequestLine {
            method = Line.kept(method, MAX_METHOD);
            target = Line.kept(target, MAX_TARGET);
        }
    }
}
