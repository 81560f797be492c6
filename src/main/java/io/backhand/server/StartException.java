package io.backhand.server;

/**
 * Why the balancer can't start on this machine: a port is taken, a group can't be joined, a file can't be read.
 * The message is one line that says what was wanted and what came; it is all that the user sees.
 */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1;

    /** With a cause for the debug log. */
    public StartException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Without another's exception behind it. */
    public StartException(String message) {
        super(message);
    }
}
