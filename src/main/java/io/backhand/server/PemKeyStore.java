package io.backhand.server;

import io.backhand.config.BalancerConfig.Tls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the certificate and the key of an https listener from PEM files into a key store in memory. */
final class PemKeyStore {
    /** Of the key store, which never leaves the memory. */
    static final String PASSWORD = "in-memory";

    /** A file of keys or certificates is a few kilobytes; a bigger one is another file. */
    private static final long MAX_BYTES = 1 << 20;

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private static final Pattern OTHER_KEY = Pattern.compile("-----BEGIN ((?:RSA|EC|ENCRYPTED|DSA) PRIVATE KEY)-----");

    /** What a key may be, and how one of that kind signs. */
    private static final Map<String, String> ALGORITHMS =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    private PemKeyStore() {}

    /** Reads both. @throws StartException if one can't be read, is of another kind, or the two don't match */
    static KeyStore read(Tls tls) throws StartException {
        Certificate[] chain = readCertificates(tls.certificate());
        PrivateKey key = readKey(tls.key());
        try {
            if (!belongTogether(key, chain[0])) {
                throw new StartException(
                        tls.key() + " is not the key of the first certificate in " + tls.certificate());
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("listener", key, PASSWORD.toCharArray(), chain);
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new StartException(tls.certificate() + " can't be used: " + e.getMessage(), e);
        }
    }

    private static Certificate[] readCertificates(Path file) throws StartException {
        try (InputStream content = new ByteArrayInputStream(readFile(file))) {
            Collection<? extends Certificate> chain =
                    CertificateFactory.getInstance("X.509").generateCertificates(content);
            if (chain.isEmpty()) {
                throw new StartException(file + " holds no certificate; PEM is wanted");
            }
            return chain.toArray(Certificate[]::new);
        } catch (CertificateException | IOException e) {
            throw new StartException(file + " is no certificate in PEM: " + e.getMessage(), e);
        }
    }

    private static PrivateKey readKey(Path file) throws StartException {
        String content = new String(readFile(file), StandardCharsets.ISO_8859_1);
        Matcher pem = KEY.matcher(content);
        if (!pem.find()) {
            Matcher other = OTHER_KEY.matcher(content);
            String found = other.find() ? "\"" + other.group(1) + "\"" : "no key";
            throw new StartException(file + " must hold a PKCS#8 key, \"BEGIN PRIVATE KEY\", and holds " + found
                    + "; openssl pkcs8 -topk8 -nocrypt makes one");
        }
        PKCS8EncodedKeySpec encoded =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
        for (String algorithm : ALGORITHMS.keySet()) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (InvalidKeySpecException e) {
                // Another kind, then.
            } catch (GeneralSecurityException e) {
                throw new StartException(file + " can't be used: " + e.getMessage(), e);
            }
        }
        throw new StartException(file + " is no RSA, EC or EdDSA key");
    }

    private static byte[] readFile(Path file) throws StartException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new StartException(file + " is larger than " + MAX_BYTES + " bytes, so it is no PEM file");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new StartException(file + " can't be read: " + e, e);
        }
    }

    private static boolean belongTogether(PrivateKey key, Certificate certificate) throws GeneralSecurityException {
        String own = certificate.getPublicKey().getAlgorithm();
        String kind = own.startsWith("Ed") ? "EdDSA" : own;
        String algorithm = ALGORITHMS.get(kind);
        if (algorithm == null || !(key.getAlgorithm().equals(own) || kind.equals(key.getAlgorithm()))) {
            return false;
        }
        byte[] text = "of one pair".getBytes(StandardCharsets.US_ASCII);
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(certificate);
        signature.update(text);
        return signature.verify(signed);
    }
}
