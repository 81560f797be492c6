package io.backhand.ajp.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The payload of one FORWARD_REQUEST, read from its start to its end. All bounds are checked here. A string that was read is
 * looked at where it lies, and becomes a {@code String} only when it is asked for.
 *
 * <p>Not thread-safe: made for one packet.
 */
final class Payload {
    /** A length that says: no string, and no byte after it. */
    private static final int NULL = 0xFFFF;

    /** The high byte of a coded name, where the length of one that is written out would stand. */
    private static final int CODED = 0xA0;

    private static final char REPLACEMENT = '\uFFFD';
    private static final int NOT_HEX = -1;

    private final byte[] bytes;
    private final int first;
    private final int end;
    private int at;
    private int textStart;
    private int textEnd;

    private Payload(byte[] bytes, int first, int end) {
        this.bytes = bytes;
        this.first = first;
        this.end = end;
        this.at = first;
    }

    /** All that remains of the buffer, which is read to its end and must not change while this is used. */
    static Payload of(ByteBuffer buffer) {
        int length = buffer.remaining();
        if (buffer.hasArray()) {
            int first = buffer.arrayOffset() + buffer.position();
            buffer.position(buffer.limit());
            return new Payload(buffer.array(), first, first + length);
        }
        byte[] copy = new byte[length];
        buffer.get(copy);
        return new Payload(copy, 0, length);
    }

    /** Reads from the start again. */
    void rewind() {
        at = first;
    }

    boolean hasMore() {
        return at < end;
    }

    int octet() throws RefusedRequestException {
        demand(1);
        return bytes[at++] & 0xFF;
    }

    boolean bool() throws RefusedRequestException {
        int octet = octet();
        if (octet > 1) {
            throw RefusedRequestException.bad("a boolean is 0 or 1, was " + octet);
        }
        return octet == 1;
    }

    int int16() throws RefusedRequestException {
        demand(2);
        return (bytes[at++] & 0xFF) << 8 | (bytes[at++] & 0xFF);
    }

    /** Reads a string, or that there is none. */
    boolean string() throws RefusedRequestException {
        return string(int16());
    }

    /** Reads a string that must be there. */
    void requiredString(String what) throws RefusedRequestException {
        if (!string()) {
            throw RefusedRequestException.bad(what + " must not be null");
        }
    }

    /** Reads a field's name: its code, or 0 where it is written out as a string. */
    int codeOrName() throws RefusedRequestException {
        int length = int16();
        if (length >> 8 == CODED) {
            int code = length & 0xFF;
            if (code == 0) {
                throw RefusedRequestException.bad("no field's name has the code A000");
            }
            return code;
        }
        if (!string(length)) {
            throw RefusedRequestException.bad("a field's name must not be null");
        }
        return 0;
    }

    private boolean string(int length) throws RefusedRequestException {
        if (length == NULL) {
            textStart = at;
            textEnd = at;
            return false;
        }
        demand(length + 1);
        textStart = at;
        textEnd = at + length;
        if (bytes[textEnd] != 0) {
            throw RefusedRequestException.bad(
                    "a string ends with 00, was " + Integer.toHexString(bytes[textEnd] & 0xFF) + " after " + excerpt());
        }
        at = textEnd + 1;
        return true;
    }

    private void demand(int length) throws RefusedRequestException {
        if (length > end - at) {
            throw RefusedRequestException.bad(
                    "the packet ends within a field: " + length + " bytes wanted, but " + (end - at) + " left");
        }
    }

    /** The length of the string last read; so with all that follows. */
    int textLength() {
        return textEnd - textStart;
    }

    int textOctet(int index) {
        return bytes[textStart + index] & 0xFF;
    }

    boolean textIsAllIn(int set) {
        return Octets.allIn(set, bytes, textStart, textEnd);
    }

    boolean textIs(byte[] wanted) {
        return Arrays.equals(bytes, textStart, textEnd, wanted, 0, wanted.length);
    }

    /** As {@link #textIs}, whatever the case; what is wanted has no capitals. */
    boolean textIsIgnoringCase(byte[] lowerCase) {
        if (textLength() != lowerCase.length) {
            return false;
        }
        for (int i = 0; i < lowerCase.length; i++) {
            int octet = bytes[textStart + i];
            if ((octet >= 'A' && octet <= 'Z' ? octet | 0x20 : octet) != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }

    byte[] textBytes() {
        return Arrays.copyOfRange(bytes, textStart, textEnd);
    }

    /** As ISO-8859-1, so that no byte is lost. */
    String text() {
        return new String(bytes, textStart, textLength(), ISO_8859_1);
    }

    /**
     * As the text of a target: UTF-8, for so it is sent to a backend again. Bytes that are none are percent-encoded, which
     * means the same.
     */
    String targetText() {
        for (int i = textStart; i < textEnd; i++) {
            if (bytes[i] < 0) {
                String text = new String(bytes, textStart, textLength(), UTF_8);
                return text.indexOf(REPLACEMENT) < 0 ? text : percentEncoded();
            }
        }
        return text();
    }

    private String percentEncoded() {
        StringBuilder text = new StringBuilder(3 * textLength());
        for (int i = textStart; i < textEnd; i++) {
            if (bytes[i] < 0) {
                text.append('%')
                        .append(Character.toUpperCase(Character.forDigit(bytes[i] >> 4 & 0xF, 16)))
                        .append(Character.toUpperCase(Character.forDigit(bytes[i] & 0xF, 16)));
            } else {
                text.append((char) bytes[i]);
            }
        }
        return text.toString();
    }

    /** A whole number of plain digits, at most 18 of them; -1 where it is none. */
    long number(int maxDigits) {
        if (textLength() == 0 || textLength() > maxDigits || !textIsAllIn(Octets.DIGIT)) {
            return -1;
        }
        long number = 0;
        for (int i = textStart; i < textEnd; i++) {
            number = 10 * number + (bytes[i] - '0');
        }
        return number;
    }

    /** The byte that the three from {@code index} on stand for, or -1 where they are no {@code %} and two hexadecimal digits. */
    int percentDecoded(int index) {
        if (index + 2 >= textLength()) {
            return NOT_HEX;
        }
        int high = Character.digit(textOctet(index + 1), 16);
        int low = Character.digit(textOctet(index + 2), 16);
        return high < 0 || low < 0 ? NOT_HEX : high << 4 | low;
    }

    /** Its beginning, in quotes and fit for a log. */
    String excerpt() {
        return Excerpt.of(bytes, textStart, textEnd);
    }
}
