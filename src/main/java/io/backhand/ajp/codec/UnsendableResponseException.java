package io.backhand.ajp.codec;

/**
 * The head of a response that can't be written as a packet: the client gets 500 in its place. Its message says what of it
 * can't be sent, fit for a log.
 */
public final class UnsendableResponseException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean tooLong;

    private UnsendableResponseException(String message, boolean tooLong) {
        super(message, null, false, false);
        this.tooLong = tooLong;
    }

    static UnsendableResponseException of(String message) {
        return new UnsendableResponseException(message, false);
    }

    static UnsendableResponseException tooLong(String message) {
        return new UnsendableResponseException(message, true);
    }

    /** Whether it does not fit a packet, which a bigger packet-size on both sides remedies. */
    public boolean isTooLong() {
        return tooLong;
    }
}
