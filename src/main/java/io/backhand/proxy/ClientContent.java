package io.backhand.proxy;

import io.backhand.routing.Route;
import java.io.IOException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Reads what comes of a client's body, as far as the route lets it be long, and as long as it comes fast enough: the time
 * for which the client is waited for has a limit, that each of its bytes prolongs.
 *
 * <p>Time counts only where nothing of the body is there and somebody wants it, and until a response has begun: from then on
 * the two may talk as slowly as they like, and so may they always by gRPC. A client of which nothing comes at all is idle,
 * which is for the server to see. Confined to its {@link ClientBody}'s lock.
 */
final class ClientContent {
    private static final double NANOS_PER_SECOND = 1e9;

    /** What streams of messages are called; between two messages they rest. */
    private static final String GRPC = "application/grpc";

    private final Request clientRequest;
    private final Route.BodyLimits limits;
    private long bytes;
    private long awaitedNanos;
    private long awaitedSinceNanoTime;
    private boolean mayRest;
    private boolean tooLong;
    private boolean tooSlow;

    ClientContent(Request clientRequest, Route.BodyLimits limits) {
        this.clientRequest = clientRequest;
        this.limits = limits;
    }

    /** What has come; null for nothing now, a failure where it breaks off. */
    Content.@Nullable Chunk read() {
        return withinLimits(clientRequest.read());
    }

    /** The same of what was read already. */
    Content.@Nullable Chunk withinLimits(Content.@Nullable Chunk chunk) {
        if (chunk == null || Content.Chunk.isFailure(chunk)) {
            return chunk;
        }
        bytes += chunk.remaining();
        tooLong |= limits.bytes() != 0 && bytes > limits.bytes();
        tooSlow |= !chunk.isLast() && isSlow();
        if (!tooLong && !tooSlow) {
            return chunk;
        }
        chunk.release();
        return Content.Chunk.from(
                new IOException(tooLong ? "the body is longer than the route allows" : "the body comes too slowly"));
    }

    /** From now on the client is waited for. */
    void awaited(long nanoTime) {
        awaitedSinceNanoTime = nanoTime;
    }

    /** Something of it has come. */
    void arrived(long nanoTime) {
        awaitedNanos += nanoTime - awaitedSinceNanoTime;
    }

    /** It may come as slowly as it likes. */
    void mayRest() {
        mayRest = true;
    }

    /** Whether it broke off because it is longer than it may be. */
    boolean isTooLong() {
        return tooLong;
    }

    /** Whether it broke off because it came too slowly. */
    boolean isTooSlow() {
        return tooSlow;
    }

    private boolean isSlow() {
        long overNanos = awaitedNanos - limits.patience().toNanos();
        return overNanos > 0
                && !mayRest
                && !limits.patience().isZero()
                && overNanos / NANOS_PER_SECOND * limits.bytesPerSecond() > bytes
                && !isGrpc();
    }

    private boolean isGrpc() {
        String type = clientRequest.getHeaders().get(HttpHeader.CONTENT_TYPE);
        return type != null && type.startsWith(GRPC);
    }
}
