package io.backhand.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/**
 * What an administrator is known by. A digest of it is all that is kept, so that no message and no picture of the
 * heap shows it. Immutable and thread-safe.
 */
public final class AdminToken {
    /** Characters it has at least: too many to be guessed over a network, whatever they are. */
    static final int MIN_LENGTH = 32;

    /** The token, and a line end. */
    private static final int MAX_FILE_BYTES = 1024;

    /** As an {@code Authorization: Bearer} can carry it (RFC 6750). */
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private final byte[] digest;

    private AdminToken(String token) {
        digest = digestOf(token);
    }

    /**
     * Reads it from a file that nobody else may read, in which it stands alone; blanks and line ends around it do not
     * count.
     *
     * @throws IOException saying what was wanted of the file, without showing what is in it
     */
    public static AdminToken read(Path file) throws IOException {
        String token = PrivateFile.read(file, "token file", MAX_FILE_BYTES).strip();
        if (!FORM.matcher(token).matches()) {
            throw new IOException(file + ": a token file holds one line of A-Z a-z 0-9 - . _ ~ + /,"
                    + " such as openssl rand -hex 32 prints");
        }
        if (token.length() < MIN_LENGTH) {
            throw new IOException(
                    "%s: a token has at least %d characters, not %d".formatted(file, MIN_LENGTH, token.length()));
        }
        return new AdminToken(token);
    }

    /** Whether it is that one; takes as long wherever the two differ. */
    public boolean is(String given) {
        return MessageDigest.isEqual(digest, digestOf(given));
    }

    private static byte[] digestOf(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.ISO_8859_1));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
