package io.backhand.ajp.codec;

import java.security.MessageDigest;

/**
 * What a peer has to show before anything it says is believed, or {@link #NONE}. Immutable.
 */
public final class Secret {
    /** Whoever can connect is believed. */
    public static final Secret NONE = new Secret(new byte[0]);

    private final byte[] bytes;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @param bytes as httpd's {@code secret=} sends them, at least one */
    public static Secret of(byte[] bytes) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("a secret has at least one byte");
        }
        return new Secret(bytes.clone());
    }

    /** Whether a peer has to show one. */
    public boolean isWanted() {
        return bytes.length > 0;
    }

    /**
     * Looks for it in a request, at nothing else, and goes back to the request's start.
     *
     * <p>Every secret in the packet must be this one, and the time that takes tells nothing of how much of one is right.
     *
     * @throws RefusedRequestException if it is not there; a packet that breaks off before it has not shown it
     */
    void demandFrom(Payload payload) throws RefusedRequestException {
        int shown = 0;
        boolean right = true;
        try {
            skipToAttributes(payload);
            for (int code = payload.octet(); code != AttributeCode.DONE; code = payload.octet()) {
                skipValue(payload, code);
                if (code == AttributeCode.SECRET) {
                    shown++;
                    right &= MessageDigest.isEqual(payload.textBytes(), bytes);
                }
            }
        } catch (RefusedRequestException brokenOff) {
            // Told to those who have shown the secret, when the request is read.
        }
        payload.rewind();
        if (shown == 0) {
            throw RefusedRequestException.stranger("a peer that shows no secret");
        }
        if (!right) {
            throw RefusedRequestException.stranger("a peer with a wrong secret");
        }
    }

    private static void skipToAttributes(Payload payload) throws RefusedRequestException {
        payload.octet(); // type
        payload.octet(); // method
        payload.string(); // protocol
        payload.string(); // URI
        payload.string(); // client's address
        payload.string(); // client's name
        payload.string(); // server's name
        payload.int16(); // port
        payload.octet(); // TLS or not
        int fields = payload.int16();
        for (int i = 0; i < fields; i++) {
            payload.codeOrName();
            payload.string();
        }
    }

    private static void skipValue(Payload payload, int code) throws RefusedRequestException {
        switch (code) {
            case AttributeCode.SSL_KEY_SIZE -> payload.int16();
            case AttributeCode.REQUEST_ATTRIBUTE -> {
                payload.string();
                payload.string();
            }
            default -> payload.string();
        }
    }
}
