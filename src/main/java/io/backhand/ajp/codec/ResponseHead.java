package io.backhand.ajp.codec;

import java.nio.ByteBuffer;

/**
 * Writes the head of a response as one packet: {@link #begin}, each {@link #field}, {@link #end}.
 *
 * <p>What could be taken for more than one line is refused, never mended: a name must be a token, and no value may have a
 * control character but a tab. What is not ISO-8859-1 goes out as {@code ?}, as it does by HTTP/1.1. After an exception the
 * buffer is as it was before {@link #begin}.
 *
 * <p>Not thread-safe: one belongs to one connection, and can be used again for its next response.
 */
public final class ResponseHead {
    private static final int MIN_STATUS = 200;
    private static final int MAX_STATUS = 999;

    /** Of a reason; a longer one is none. */
    private static final int MAX_REASON = 256;

    /** Where the length of a name stands, these would be taken for codes. */
    private static final int FIRST_CODE = 0xA000;

    private static final int LAST_CODE = 0xA0FF;

    private final ByteBuffer output;
    private final PacketSize size;
    private int start;
    private int end;
    private int countAt;
    private int count;

    /** @param output where it is written, at its position; in big-endian order */
    public ResponseHead(ByteBuffer output, PacketSize size) {
        this.output = output;
        this.size = size;
    }

    /**
     * Begins one.
     *
     * @param status 200 to 999: interim responses can't be sent by AJP
     * @param reason what is no text fit for a line gives way to the status as a number
     */
    public void begin(int status, String reason) throws UnsendableResponseException {
        start = output.position();
        end = Math.min(output.limit(), start + size.bytes());
        if (status < MIN_STATUS || status > MAX_STATUS) {
            throw UnsendableResponseException.of("the status of a response is 200 to 999, was " + status);
        }
        demand(PacketHead.BYTES + 1 + Short.BYTES);
        output.position(start + PacketHead.BYTES);
        output.put(PacketType.SEND_HEADERS).putShort((short) status);
        putReason(status, reason);
        demand(Short.BYTES);
        countAt = output.position();
        count = 0;
        output.putShort((short) 0);
    }

    private void putReason(int status, String reason) throws UnsendableResponseException {
        int at = output.position();
        if (reason.isEmpty() || reason.length() > MAX_REASON || !putString(reason)) {
            output.position(at);
            putString(Integer.toString(status));
        }
    }

    /** Adds a field; those of one hop (Connection, Transfer-Encoding, ...) are the caller's to leave out. */
    public void field(String name, String value) throws UnsendableResponseException {
        int code = FieldNames.codeInResponse(name);
        if (code != 0) {
            demand(Short.BYTES);
            output.putShort((short) code);
        } else {
            putName(name);
        }
        if (!putString(value)) {
            throw refused("the value of " + Excerpt.of(name) + " has a control character");
        }
        count++;
    }

    private void putName(String name) throws UnsendableResponseException {
        int length = name.length();
        boolean good = length > 0 && (length < FIRST_CODE || length > LAST_CODE);
        demand(Short.BYTES + length + 1);
        output.putShort((short) length);
        for (int i = 0; i < length; i++) {
            char character = name.charAt(i);
            good &= Octets.isIn(Octets.TOKEN, character);
            output.put((byte) character);
        }
        if (!good) {
            throw refused("a field's name must be a token, was " + Excerpt.of(name));
        }
        output.put((byte) 0);
    }

    /** Writes a string, whatever is in it. @return whether it is fit for a field's value */
    private boolean putString(String text) throws UnsendableResponseException {
        int length = text.length();
        boolean good = true;
        demand(Short.BYTES + length + 1);
        output.putShort((short) length);
        for (int i = 0; i < length; i++) {
            char character = text.charAt(i);
            good &= character >= ' ' ? character != 0x7F : character == '\t';
            output.put(character <= 0xFF ? (byte) character : (byte) '?');
        }
        output.put((byte) 0);
        return good;
    }

    private void demand(int length) throws UnsendableResponseException {
        if (length > end - output.position()) {
            output.position(start);
            throw UnsendableResponseException.tooLong(
                    "the header of the response does not fit a packet of " + size.bytes()
                            + " bytes: a bigger packet-size, here and in httpd (iobuffersize, max_packet_size), makes room");
        }
    }

    private UnsendableResponseException refused(String message) {
        output.position(start);
        return UnsendableResponseException.of(message);
    }

    /** Ends it: the packet lies before the buffer's position. */
    public void end() {
        int written = output.position();
        output.putShort(countAt, (short) count);
        output.position(start);
        PacketHead.put(output, written - start - PacketHead.BYTES);
        output.position(written);
    }
}
