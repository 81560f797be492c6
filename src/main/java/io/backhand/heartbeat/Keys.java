package io.backhand.heartbeat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The cluster's keys: the first signs, all verify, so that a key can be changed while the cluster runs.
 *
 * <p>Symmetric: who holds one can speak for any server. Thread-safe.
 */
public final class Keys {
    /** Enough to change a key twice before anybody tidies up; a forged signature costs one HMAC a key. */
    static final int MAX_KEYS = 8;

    static final int KEY_BYTES = 32;

    private static final int MAC_BYTES = 32;

    private static final String ALGORITHM = "HmacSHA256";
    private static final String MAC_PAIR = "&mac=";

    /** Guarded by this: a {@code Mac} is one computation, and dear to make. */
    private final List<Mac> macs = new ArrayList<>();

    /** @param keys 1 to {@value #MAX_KEYS} keys of {@value #KEY_BYTES} bytes */
    Keys(List<byte[]> keys) {
        if (keys.isEmpty() || keys.size() > MAX_KEYS) {
            throw new IllegalArgumentException("1 to %d keys, not %d".formatted(MAX_KEYS, keys.size()));
        }
        for (byte[] key : keys) {
            macs.add(mac(key));
        }
    }

    /**
     * Reads a key file: one key a line, 64 hexadecimal digits; blank lines and lines that begin with # are skipped.
     *
     * @throws IOException if it can't be read, is open to others, or a line is no key; one line that says where
     */
    public static Keys read(Path file) throws IOException {
        return KeyFile.read(file);
    }

    /**
     * Keys for another purpose, one from each of these and in their order: who learns one of them can't sign with
     * ours.
     */
    public synchronized List<byte[]> derive(String purpose) {
        byte[] text = purpose.getBytes(StandardCharsets.UTF_8);
        return macs.stream().map(mac -> mac.doFinal(text)).toList();
    }

    /** The text with its signature behind it. */
    synchronized byte[] sign(byte[] text) {
        String mac = HexFormat.of().formatHex(macs.get(0).doFinal(text));
        byte[] pair = (MAC_PAIR + mac).getBytes(StandardCharsets.US_ASCII);
        byte[] signed = new byte[text.length + pair.length];
        System.arraycopy(text, 0, signed, 0, text.length);
        System.arraycopy(pair, 0, signed, text.length, pair.length);
        return signed;
    }

    /** Whether one of the keys signed these bytes; takes as long for a wrong mac as for a right one. */
    synchronized boolean verify(byte[] datagram, Datagram.Signature signature) {
        byte[] given = HexFormat.of().parseHex(signature.mac());
        boolean right = false;
        for (Mac mac : macs) {
            mac.update(datagram, 0, signature.signedBytes());
            right |= MessageDigest.isEqual(mac.doFinal(), given);
        }
        return right;
    }

    static boolean isMac(String text) {
        return text.length() == 2 * MAC_BYTES && text.chars().allMatch(HexFormat::isHexDigit);
    }

    private static Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
