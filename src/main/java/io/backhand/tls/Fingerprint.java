package io.backhand.tls;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The SHA-256 digest of a certificate, which no other has. Immutable and thread-safe.
 *
 * @param hex 64 digits in small letters
 */
public record Fingerprint(String hex) {
    private static final Pattern PLAIN = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern COLONED = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){31}");

    /** @throws IllegalArgumentException if it is another number of digits, or they are none */
    public Fingerprint {
        if (!PLAIN.matcher(hex).matches()) {
            throw new IllegalArgumentException("a fingerprint has 64 hexadecimal digits");
        }
    }

    /** Reads one, with or without a colon after each two digits. @throws IllegalArgumentException saying what was wanted */
    public static Fingerprint parse(String text) {
        String small = text.toLowerCase(Locale.ROOT);
        if (!PLAIN.matcher(small).matches() && !COLONED.matcher(small).matches()) {
            throw new IllegalArgumentException("a fingerprint is the SHA-256 of a certificate, 64 hexadecimal digits as"
                    + " \"openssl x509 -noout -fingerprint -sha256\" prints");
        }
        return new Fingerprint(small.replace(":", ""));
    }

    /** That of a certificate. */
    public static Fingerprint of(X509Certificate certificate) {
        try {
            return new Fingerprint(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256, and a certificate that was read can be written", e);
        }
    }
}
