package io.backhand.tls;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;

/**
 * A certificate with its issuers and its key, which belong together. Immutable and thread-safe.
 *
 * @param file where the certificate stands
 * @param key of the first certificate
 * @param chain the certificate, then its issuers
 */
public record KeyedCertificate(Path file, PrivateKey key, List<X509Certificate> chain) {
    /** Of the key store, which never leaves the memory. */
    public static final String PASSWORD = "in-memory";

    /** What a key may be, and how one of that kind signs. */
    private static final Map<String, String> ALGORITHMS =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    /** Reads both. @throws PemException if one can't be read, is of another kind, or the two don't match */
    public static KeyedCertificate read(Path certificateFile, Path keyFile) throws PemException {
        List<X509Certificate> chain = Pem.certificates(certificateFile);
        PrivateKey key = Pem.privateKey(keyFile);
        try {
            if (!belongTogether(key, chain.get(0))) {
                throw new PemException(keyFile + " is not the key of the first certificate in " + certificateFile);
            }
        } catch (GeneralSecurityException e) {
            throw new PemException(certificateFile + " can't be used: " + e.getMessage(), e);
        }
        return new KeyedCertificate(certificateFile, key, chain);
    }

    /** The certificate itself. */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** It alone in a key store in memory. */
    public KeyStore store() throws GeneralSecurityException {
        KeyStore store = Pem.emptyStore();
        store.setKeyEntry("own", key, PASSWORD.toCharArray(), chain.toArray(X509Certificate[]::new));
        return store;
    }

    private static boolean belongTogether(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
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
