package io.backhand.ajp.codec;

/**
 * A request that is answered and goes no further: its status, and no reuse of the connection. Its message says what was
 * wanted and what came, fit for a log and not for the client.
 *
 * <p>It has no stack trace: anybody who can connect may send rubbish.
 */
public final class RefusedRequestException extends Exception {
    private static final long serialVersionUID = 1;
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;

    private final int status;
    private final boolean fromStranger;

    private RefusedRequestException(int status, boolean fromStranger, String message) {
        super(message, null, false, false);
        this.status = status;
        this.fromStranger = fromStranger;
    }

    static RefusedRequestException bad(String message) {
        return new RefusedRequestException(BAD_REQUEST, false, message);
    }

    static RefusedRequestException forbidden(String message) {
        return new RefusedRequestException(FORBIDDEN, false, message);
    }

    static RefusedRequestException stranger(String message) {
        return new RefusedRequestException(FORBIDDEN, true, message);
    }

    /** 400 or 403. */
    public int status() {
        return status;
    }

    /** Whether the peer did not show the secret, so that nothing else of the request was looked at. */
    public boolean isFromStranger() {
        return fromStranger;
    }
}
