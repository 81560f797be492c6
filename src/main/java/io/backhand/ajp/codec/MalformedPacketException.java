package io.backhand.ajp.codec;

/**
 * Bytes that are no packet, so that nobody knows where the next one begins: the connection is closed. Its message says
 * what was wanted and what came, and is fit for a log.
 *
 * <p>It has no stack trace: anybody who can connect may send rubbish.
 */
public final class MalformedPacketException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean tooLong;

    private MalformedPacketException(String message, boolean tooLong) {
        super(message, null, false, false);
        this.tooLong = tooLong;
    }

    static MalformedPacketException of(String message) {
        return new MalformedPacketException(message, false);
    }

    static MalformedPacketException tooLong(String message) {
        return new MalformedPacketException(message, true);
    }

    /**
     * Whether it is only longer than agreed: two sides set up differently, which is worth a line in the log, and 400 where it
     * would have been a request and no secret is wanted.
     */
    public boolean isTooLong() {
        return tooLong;
    }
}
