package io.backhand.ajp.codec;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which names a request attribute may have. The code reads some of them itself; what others tell came by other ways, and is
 * passed over.
 */
final class AttributeNames {
    /** More than any name needs, and few enough for any pattern. */
    private static final int MAX_LENGTH = 256;

    /** From the IIS connector, and the names by which the servlet API tells of TLS. */
    private static final Set<String> PASSED_OVER = Set.of(
            "CERT_ISSUER",
            "CERT_SUBJECT",
            "CERT_COOKIE",
            "CERT_FLAGS",
            "CERT_SERIALNUMBER",
            "HTTPS_SERVER_SUBJECT",
            "HTTPS_SERVER_ISSUER",
            "HTTPS_KEYSIZE",
            "HTTPS_SECRETKEYSIZE",
            "javax.servlet.request.cipher_suite",
            "javax.servlet.request.key_size",
            "javax.servlet.request.ssl_session",
            "javax.servlet.request.X509Certificate",
            "jakarta.servlet.request.cipher_suite",
            "jakarta.servlet.request.key_size",
            "jakarta.servlet.request.ssl_session",
            "jakarta.servlet.request.ssl_session_id",
            "jakarta.servlet.request.secure_protocol",
            "jakarta.servlet.request.X509Certificate");

    private AttributeNames() {}

    static boolean isPassedOver(String name) {
        return PASSED_OVER.contains(name);
    }

    /** Whether the pattern lets it in, and it could do no harm as the name of an attribute of a servlet's request. */
    static boolean isAllowed(String name, Pattern allowed) {
        return !name.isEmpty()
                && name.length() <= MAX_LENGTH
                && !name.startsWith("javax.")
                && !name.startsWith("jakarta.")
                && !name.startsWith("java.")
                && !name.startsWith("org.eclipse.jetty.")
                && isToken(name)
                && allowed.matcher(name).matches();
    }

    private static boolean isToken(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (!Octets.isIn(Octets.TOKEN, name.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
