package io.backhand.heartbeat;

import io.backhand.testing.FakeAgent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Rubbish, and what becomes of good heartbeats by one to four edits; the same for the same seed. */
final class Mutations {
    /** What means something in a heartbeat, and a little that must not be there. */
    private static final byte[] ALPHABET =
            "&&&===%+-.0123456789vbhnamecontctreadyusiflg \n\u0000\u00ff".getBytes(StandardCharsets.ISO_8859_1);

    private static final byte[] SIGNED = new FakeAgent("alpha", "http://10.0.0.7:8080").beat(TestKeys.OURS);

    private static final List<byte[]> GOOD = List.of(
            SIGNED,
            new FakeAgent("alpha", "http://10.0.0.7:8080").beat(),
            "v=1&ready=16&busy=0".getBytes(StandardCharsets.US_ASCII));

    private final Random random;

    Mutations(long seed) {
        random = new Random(seed);
    }

    /** Any datagram but one that our key has signed. */
    byte[] next() {
        byte[] made =
                switch (random.nextInt(10)) {
                    case 0 -> randomBytes();
                    case 1, 2 -> randomText();
                    default -> mutated();
                };
        return isSigned(made) ? next() : made;
    }

    private byte[] randomBytes() {
        byte[] bytes = new byte[random.nextInt(HeartbeatCodec.MAX_BYTES + 2)];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] randomText() {
        byte[] text = new byte[random.nextInt(200)];
        for (int i = 0; i < text.length; i++) {
            text[i] = anyOf(ALPHABET);
        }
        return text;
    }

    private byte[] mutated() {
        byte[] bytes = GOOD.get(random.nextInt(GOOD.size()));
        for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
            bytes = edited(bytes);
        }
        return Arrays.copyOf(bytes, Math.min(bytes.length, HeartbeatCodec.MAX_BYTES + 1));
    }

    /** Changes one byte, puts one in, cuts some out, repeats some, or cuts the end off. */
    private byte[] edited(byte[] bytes) {
        int at = random.nextInt(bytes.length + 1);
        int end = Math.min(bytes.length, at + random.nextInt(40));
        byte[] one = {random.nextInt(8) == 0 ? (byte) random.nextInt() : anyOf(ALPHABET)};
        byte[] none = {};
        return switch (random.nextInt(5)) {
            case 0 -> joined(bytes, at, one, Math.min(bytes.length, at + 1));
            case 1 -> joined(bytes, at, one, at);
            case 2 -> joined(bytes, at, none, end);
            case 3 -> joined(bytes, end, none, at);
            default -> Arrays.copyOf(bytes, at);
        };
    }

    private byte anyOf(byte[] alphabet) {
        return alphabet[random.nextInt(alphabet.length)];
    }

    /** The bytes up to {@code end}, those between, and the bytes from {@code resume}. */
    private static byte[] joined(byte[] bytes, int end, byte[] between, int resume) {
        byte[] joined = Arrays.copyOf(bytes, end + between.length + bytes.length - resume);
        System.arraycopy(between, 0, joined, end, between.length);
        System.arraycopy(bytes, resume, joined, end + between.length, bytes.length - resume);
        return joined;
    }

    /** An edit may have changed nothing; and only the mac's digits may be of either case. */
    private static boolean isSigned(byte[] made) {
        return text(made).equalsIgnoreCase(text(SIGNED));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
