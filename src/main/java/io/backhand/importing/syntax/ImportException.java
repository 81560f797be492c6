package io.backhand.importing.syntax;

/** Why a file can't be imported, in a line that begins with its name. */
public final class ImportException extends Exception {
    private static final long serialVersionUID = 1;

    /** @param message all that the user sees */
    public ImportException(String message) {
        super(message);
    }
}
