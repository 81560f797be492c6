package io.backhand.heartbeat;

/**
 * A datagram that changes nothing. Its message says what was wanted and what came, escaped for a log.
 *
 * <p>It has no stack trace: anybody may send rubbish, as fast as the network carries it.
 */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final Refusal reason;

    RefusedException(Refusal reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    /** Under which reason it counts. */
    public Refusal reason() {
        return reason;
    }
}
