package io.backhand.proxy.upstream;

import java.time.Duration;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/** Requests to a backend; each says what a test is about and takes the rest as it comes. */
public final class Requests {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private Requests() {}

    /** A GET. */
    public static BackendRequest get(String target) {
        return of("GET", target, HttpFields.build().add("Host", "backend"), null, 0);
    }

    /** Without a body. */
    public static BackendRequest of(String method) {
        return of(method, "/", HttpFields.build().add("Host", "backend"), null, 0);
    }

    /** With a body of that length, or -1 where it is not known. */
    public static BackendRequest post(Content.Source body, long length) {
        return of("POST", "/", HttpFields.build().add("Host", "backend"), body, length);
    }

    /** All of it. */
    public static BackendRequest of(
            String method, String target, HttpFields headers, Content.@Nullable Source body, long length) {
        return new BackendRequest(
                method, target, headers, body, length, LIMIT, LIMIT, false, null, new ByteArrayEndPoint());
    }

    /** The same with that limit for each piece. */
    public static BackendRequest limited(BackendRequest request, Duration limit) {
        return limited(request, LIMIT, limit);
    }

    /** The same with those limits for a connection and for each piece. */
    public static BackendRequest limited(BackendRequest request, Duration connect, Duration piece) {
        return new BackendRequest(
                request.method(),
                request.target(),
                request.headers(),
                request.body(),
                request.contentLength(),
                connect,
                piece,
                request.freshConnection(),
                request.upgrade(),
                request.clientEndPoint());
    }

    /** The same, asking for an upgrade. */
    public static BackendRequest upgrading(BackendRequest request, String protocol) {
        return new BackendRequest(
                request.method(),
                request.target(),
                request.headers(),
                request.body(),
                request.contentLength(),
                request.connectTimeout(),
                request.firstByteTimeout(),
                request.freshConnection(),
                protocol,
                request.clientEndPoint());
    }
}
