package io.backhand.tls;

import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;

/** A field of a request that tells a backend which certificate its client has shown. */
public enum ClientCertificateField {
    /** The certificate itself (RFC 9440, 2.2). */
    CERTIFICATE("Client-Cert") {
        @Override
        public Optional<String> value(List<X509Certificate> shown) {
            return shown.stream().findFirst().map(ClientCertificateField::encoded);
        }
    },

    /** The certificates that the client has shown with it, where there are any (RFC 9440, 2.3). */
    CHAIN("Client-Cert-Chain") {
        @Override
        public Optional<String> value(List<X509Certificate> shown) {
            return shown.size() < 2
                    ? Optional.empty()
                    : Optional.of(shown.stream()
                            .skip(1)
                            .map(ClientCertificateField::encoded)
                            .collect(Collectors.joining(", ")));
        }
    },

    /** Whether it has shown one: {@code SUCCESS}, since a wrong one ends the handshake, or {@code NONE}. */
    VERIFY("X-SSL-Client-Verify") {
        @Override
        public Optional<String> value(List<X509Certificate> shown) {
            return Optional.of(shown.isEmpty() ? "NONE" : "SUCCESS");
        }
    },

    /** Whose it is, as RFC 2253 writes a name. */
    SUBJECT("X-SSL-Client-S-DN") {
        @Override
        public Optional<String> value(List<X509Certificate> shown) {
            return shown.stream().findFirst().map(its -> written(its.getSubjectX500Principal()));
        }
    },

    /** Who has issued it, as RFC 2253 writes a name. */
    ISSUER("X-SSL-Client-I-DN") {
        @Override
        public Optional<String> value(List<X509Certificate> shown) {
            return shown.stream().findFirst().map(its -> written(its.getIssuerX500Principal()));
        }
    };

    /** What all but those of RFC 9440 begin with. */
    private static final String PREFIX = "X-SSL-Client-";

    private final String header;

    ClientCertificateField(String header) {
        this.header = header;
    }

    /** Its name. */
    public String header() {
        return header;
    }

    /**
     * What it says of a connection.
     *
     * @param shown the client's certificate, then its issuers; empty where it has shown none
     */
    public abstract Optional<String> value(List<X509Certificate> shown);

    /** The one of that name, in any case; empty for another. */
    public static Optional<ClientCertificateField> of(String name) {
        return Arrays.stream(values())
                .filter(field -> field.header.equalsIgnoreCase(name))
                .findFirst();
    }

    /** Whether a field of that name tells of a client's certificate, ours or a like one. */
    public static boolean tells(String name) {
        return name.regionMatches(true, 0, PREFIX, 0, PREFIX.length())
                || name.equalsIgnoreCase(CERTIFICATE.header)
                || name.equalsIgnoreCase(CHAIN.header);
    }

    private static String encoded(X509Certificate certificate) {
        try {
            return ":" + Base64.getEncoder().encodeToString(certificate.getEncoded()) + ":";
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read can be written", e);
        }
    }

    /** What can't stand in a field is written as RFC 2253 has it, by the bytes of UTF-8. */
    private static String written(X500Principal name) {
        StringBuilder text = new StringBuilder();
        for (byte octet : name.getName(X500Principal.RFC2253).getBytes(StandardCharsets.UTF_8)) {
            if (octet >= ' ' && octet <= '~') {
                text.append((char) octet);
            } else {
                text.append(String.format("\\%02X", octet & 0xFF));
            }
        }
        return text.toString();
    }
}
