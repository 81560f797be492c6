package io.backhand.server.preamble;

/** What came is no preamble of the PROXY protocol. The message says why, and shows nothing of what came. */
final class MalformedPreambleException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedPreambleException(String message) {
        super(message);
    }
}
