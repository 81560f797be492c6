package io.backhand.accesslog;

import java.nio.ByteBuffer;

/**
 * Lines being written down, as bytes. What came from outside is written in printable ASCII alone, whatever it was: nothing in
 * it can end a line or a string, or tell a terminal anything. A text that would take more than its limit is cut, and
 * ends with three dots.
 *
 * <p>Not thread-safe.
 */
final class Line {
    /** No line is longer; the sum of all limits, with room for what stands between. */
    static final int MAX_BYTES = 16 * 1024;

    private static final byte[] CUT = {'.', '.', '.'};
    private static final char[] HEX = "0123456789abcdef".toCharArray();
    private static final int REPLACEMENT = 0xFFFD;
    /** Bytes of a {@code \\uhhhh}. */
    private static final int UNIT_ESCAPED = 6;

    private static final long MICROS_PER_MILLI = 1000;
    private static final int MILLI_DIGITS = 1000;

    private final ByteBuffer bytes;

    /** @param bytes where they go; there has to be room for {@link #MAX_BYTES} when one is begun */
    Line(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** The text, or as much of it as can make a difference to a line that shows so many bytes. */
    static String kept(String text, int maxBytes) {
        return text.length() > maxBytes + 1 ? text.substring(0, maxBytes + 1) : text;
    }

    /** Writes what is our own, in ASCII. */
    Line own(String text) {
        for (int i = 0; i < text.length(); i++) {
            bytes.put((byte) text.charAt(i));
        }
        return this;
    }

    /** Writes a number. */
    Line number(long number) {
        return own(Long.toString(number));
    }

    /** Writes a time in milliseconds, with three decimals. */
    Line millis(long nanos) {
        long micros = nanos / MICROS_PER_MILLI;
        number(micros / MILLI_DIGITS).own(".");
        long rest = micros % MILLI_DIGITS;
        return own(rest < 10 ? "00" : rest < 100 ? "0" : "").number(rest);
    }

    /** Writes a text as it stands within double quotes in NCSA's log: bytes of UTF-8 that can't be shown as {@code \xhh}. */
    Line ncsa(String text, int maxBytes) {
        return ncsa(text, maxBytes, false);
    }

    /** The same where nothing is around it, so that it must be one word. */
    Line ncsaWord(String text, int maxBytes) {
        return ncsa(text, maxBytes, true);
    }

    private Line ncsa(String text, int maxBytes, boolean oneWord) {
        int end = bytes.position() + maxBytes;
        for (int i = 0; i < text.length(); ) {
            int c = codePointAt(text, i);
            i += Character.charCount(text.codePointAt(i));
            boolean plain = isPlain(c) && !(oneWord && c == ' ');
            int length = plain ? 1 : c == '"' || c == '\\' ? 2 : escapedLength(c);
            if (bytes.position() + length > end) {
                bytes.put(CUT);
                return this;
            }
            if (plain) {
                bytes.put((byte) c);
            } else if (length == 2) {
                bytes.put((byte) '\\').put((byte) c);
            } else {
                putUtf8Escaped(c);
            }
        }
        return this;
    }

    /** Writes a text as it stands within double quotes in JSON. */
    Line json(String text, int maxBytes) {
        int end = bytes.position() + maxBytes;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = isPlain(c);
            int length = plain ? 1 : c == '"' || c == '\\' ? 2 : UNIT_ESCAPED;
            // Both halves of a pair or none.
            int needed = Character.isHighSurrogate(c) ? 2 * UNIT_ESCAPED : length;
            if (bytes.position() + needed > end) {
                bytes.put(CUT);
                return this;
            }
            if (plain) {
                bytes.put((byte) c);
            } else if (length == 2) {
                bytes.put((byte) '\\').put((byte) c);
            } else {
                putUnitEscaped(isAlone(text, i) ? REPLACEMENT : c);
            }
        }
        return this;
    }

    private static boolean isPlain(int c) {
        return c >= ' ' && c <= '~' && c != '"' && c != '\\';
    }

    private static int codePointAt(String text, int index) {
        int c = text.codePointAt(index);
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? REPLACEMENT : c;
    }

    /** Half of a pair without the other: no text can have it. */
    private static boolean isAlone(String text, int index) {
        char c = text.charAt(index);
        if (Character.isHighSurrogate(c)) {
            return index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1));
        }
        return Character.isLowSurrogate(c) && (index == 0 || !Character.isHighSurrogate(text.charAt(index - 1)));
    }

    private static int escapedLength(int c) {
        int utf8 = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        return utf8 * 4;
    }

    private void putUtf8Escaped(int c) {
        if (c < 0x80) {
            putByteEscaped(c);
        } else if (c < 0x800) {
            putByteEscaped(0xC0 | (c >> 6));
            putFollowing(c);
        } else if (c < 0x10000) {
            putByteEscaped(0xE0 | (c >> 12));
            putFollowing(c >> 6);
            putFollowing(c);
        } else {
            putByteEscaped(0xF0 | (c >> 18));
            putFollowing(c >> 12);
            putFollowing(c >> 6);
            putFollowing(c);
        }
    }

    /** A byte of UTF-8 that is not the first of its character. */
    private void putFollowing(int bits) {
        putByteEscaped(0x80 | (bits & 0x3F));
    }

    private void putByteEscaped(int b) {
        bytes.put((byte) '\\').put((byte) 'x').put(hex(b >> 4)).put(hex(b));
    }

    private void putUnitEscaped(int c) {
        bytes.put((byte) '\\').put((byte) 'u');
        bytes.put(hex(c >> 12)).put(hex(c >> 8)).put(hex(c >> 4)).put(hex(c));
    }

    private static byte hex(int nibble) {
        return (byte) HEX[nibble & 0xF];
    }
}
