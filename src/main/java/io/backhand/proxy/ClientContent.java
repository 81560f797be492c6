package io.backhand.proxy;

import java.io.IOException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Reads what comes of a client's body, as far as the route lets it be long. Confined to its {@link ClientBody}'s lock. */
final class ClientContent {
    private final Request clientRequest;
    private long bytesLeft;

    /** @param maxBytes past which it breaks off; 0 is no limit */
    ClientContent(Request clientRequest, long maxBytes) {
        this.clientRequest = clientRequest;
        this.bytesLeft = maxBytes == 0 ? Long.MAX_VALUE : maxBytes;
    }

    /** What has come; null for nothing now, a failure where it breaks off. */
    Content.@Nullable Chunk read() {
        return withinLimit(clientRequest.read());
    }

    /** The same of what was read already. */
    Content.@Nullable Chunk withinLimit(Content.@Nullable Chunk chunk) {
        if (chunk == null) {
            return null;
        }
        bytesLeft -= chunk.remaining();
        if (!isTooLong()) {
            return chunk;
        }
        chunk.release();
        return Content.Chunk.from(new IOException("the body is longer than the route allows"));
    }

    /** Whether it broke off because it is longer than it may be. */
    boolean isTooLong() {
        return bytesLeft < 0;
    }
}
