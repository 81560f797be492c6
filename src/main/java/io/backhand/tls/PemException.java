package io.backhand.tls;

import java.io.IOException;

/** A PEM file can't be read or holds something else. The message says which, what was wanted and what came. */
public final class PemException extends IOException {
    private static final long serialVersionUID = 1;

    /** With what was found on the way. */
    public PemException(String message, Throwable cause) {
        super(message, cause);
    }

    PemException(String message) {
        super(message);
    }
}
