package io.backhand.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads PEM files. Stateless and thread-safe. */
public final class Pem {
    /** A file of keys or certificates is a few kilobytes; a bigger one is another file. */
    private static final long MAX_BYTES = 1 << 20;

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private static final Pattern OTHER_KEY = Pattern.compile("-----BEGIN ((?:RSA|EC|ENCRYPTED|DSA) PRIVATE KEY)-----");

    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

    private Pem() {}

    /** The certificates of a file in their order, one at least. */
    public static List<X509Certificate> certificates(Path file) throws PemException {
        try {
            List<X509Certificate> found =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(bytes(file)))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (found.isEmpty()) {
                throw new PemException(file + " must hold PEM certificates, and holds none");
            }
            return found;
        } catch (CertificateException e) {
            throw new PemException(file + " must hold PEM certificates: " + e.getMessage(), e);
        }
    }

    /** The certificates of a file as those of authorities, to verify others by. */
    public static KeyStore authorities(Path file) throws PemException {
        KeyStore store = emptyStore();
        int number = 0;
        for (X509Certificate authority : certificates(file)) {
            try {
                store.setCertificateEntry("ca" + number++, authority);
            } catch (GeneralSecurityException e) {
                throw new PemException(file + " can't be used: " + e.getMessage(), e);
            }
        }
        return store;
    }

    /** The key of a file: PKCS#8, not encrypted. */
    public static PrivateKey privateKey(Path file) throws PemException {
        String content = new String(bytes(file), StandardCharsets.ISO_8859_1);
        Matcher pem = KEY.matcher(content);
        if (!pem.find()) {
            Matcher other = OTHER_KEY.matcher(content);
            String found = other.find() ? "\"" + other.group(1) + "\"" : "no key";
            throw new PemException(file + " must hold a PKCS#8 key, \"BEGIN PRIVATE KEY\", and holds " + found
                    + "; openssl pkcs8 -topk8 -nocrypt makes one");
        }
        PKCS8EncodedKeySpec encoded =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (InvalidKeySpecException e) {
                // Another kind, then.
            } catch (GeneralSecurityException e) {
                throw new PemException(file + " can't be used: " + e.getMessage(), e);
            }
        }
        throw new PemException(file + " is no RSA, EC or EdDSA key");
    }

    /** All of a file. */
    public static byte[] bytes(Path file) throws PemException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new PemException(file + " is larger than " + MAX_BYTES + " bytes, so it is no PEM file");
            }
            return Files.readAllBytes(file);
        } catch (PemException e) {
            throw e;
        } catch (IOException e) {
            throw new PemException(file + " can't be read: " + e, e);
        }
    }

    static KeyStore emptyStore() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("every JDK has PKCS12", e);
        }
    }
}
