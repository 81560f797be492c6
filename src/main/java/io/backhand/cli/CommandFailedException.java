package io.backhand.cli;

/** Why a command can't do what it was asked for, in a line that is all the user sees. */
final class CommandFailedException extends Exception {
    private static final long serialVersionUID = 1;

    CommandFailedException(String message, Throwable cause) {
        super(message, cause);
    }

    CommandFailedException(String message) {
        super(message);
    }
}
