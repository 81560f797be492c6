package io.backhand.ajp.codec;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Packets as specifications show them. */
final class Hex {
    private Hex() {}

    static ByteBuffer read(String text) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(text.replaceAll("\\s", "")));
    }

    /** What lies before the position. */
    static String written(ByteBuffer buffer) {
        byte[] written = new byte[buffer.position()];
        buffer.get(0, written);
        return HexFormat.ofDelimiter(" ").formatHex(written);
    }
}
