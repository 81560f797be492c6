package io.backhand.testing.backend;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Answers about bodies of any size, of which never more than a buffer is held. */
final class Bodies {
    private Bodies() {}

    /** The request's body back, as it comes in. */
    static void echo(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType(request.getContentType());
        request.getInputStream().transferTo(response.getOutputStream());
    }

    /** {@code n} bytes of {@link PatternStream}. */
    static void pattern(HttpServletRequest request, HttpServletResponse response) throws IOException {
        long count = Parameters.number(request, "n", 1024);
        response.setContentType("application/octet-stream");
        response.setContentLengthLong(count);
        try (InputStream bytes = new PatternStream(count)) {
            bytes.transferTo(response.getOutputStream());
        }
    }

    /** The SHA-256 of the request's body, in hexadecimal digits. */
    static void digest(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain");
        response.getWriter().print(sha256(request.getInputStream()));
    }

    private static String sha256(InputStream bytes) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(bytes, digest).transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
