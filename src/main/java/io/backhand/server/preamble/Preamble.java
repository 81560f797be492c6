package io.backhand.server.preamble;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy says of one connection. Immutable and thread-safe.
 *
 * @param source who speaks
 * @param client the client's end, of {@link Source#CLIENT}; null else
 * @param asked the end that the client connected to, of {@link Source#CLIENT}; null else
 */
record Preamble(Source source, @Nullable InetSocketAddress client, @Nullable InetSocketAddress asked) {
    /** The proxy speaks for itself, as it does to see whether we live. */
    static final Preamble OWN = new Preamble(Source.PROXY, null, null);

    /** The proxy speaks for somebody it can't name, as one who came by a Unix socket. */
    static final Preamble UNKNOWN = new Preamble(Source.UNKNOWN, null, null);

    /** Who speaks on the connection. */
    enum Source {
        CLIENT,
        PROXY,
        UNKNOWN
    }

    /** The proxy speaks for a client. */
    static Preamble of(InetSocketAddress client, InetSocketAddress asked) {
        return new Preamble(Source.CLIENT, client, asked);
    }
}
