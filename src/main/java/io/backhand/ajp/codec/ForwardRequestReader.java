package io.backhand.ajp.codec;

import java.nio.ByteBuffer;
import java.util.regex.Pattern;

/**
 * Reads FORWARD_REQUEST packets, and refuses what no careful balancer sends. Immutable and thread-safe: one serves all
 * connections of a listener.
 */
public final class ForwardRequestReader {

    /**
     * Sets its rules.
     *
     * @param maxFields of one request
     * @param secret what a peer has to show before anything else it says is looked at
     * @param allowedAttributes what the whole name of a request attribute must match that is none of the well-known ones
     */
    public ForwardRequestReader(int maxFields, Secret secret, Pattern allowedAttributes) {
    }

    /**
     * Reads one.
     *
     * @param payload the whole payload, from its type on; it is read to its end, and nothing of it is kept
     * @throws RefusedRequestException if the peer is a stranger, or the request has anything in it that is refused
     */
    public ForwardRequest read(ByteBuffer payload) throws RefusedRequestException {
        throw new UnsupportedOperationException();
    }
}
