package io.backhand.ajp.codec;

/**
 * What a peer has to show before anything it says is believed, or {@link #NONE}. Immutable; its {@code toString} does not
 * tell it.
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
}
