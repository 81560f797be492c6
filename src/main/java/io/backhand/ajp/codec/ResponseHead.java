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
    private final ByteBuffer output;
    private final PacketSize size;

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
        throw new UnsupportedOperationException();
    }

    /** Adds a field; those of one hop (Connection, Transfer-Encoding, ...) are the caller's to leave out. */
    public void field(String name, String value) throws UnsendableResponseException {
        throw new UnsupportedOperationException();
    }

    /** Ends it: the packet lies before the buffer's position. */
    public void end() throws UnsendableResponseException {
        throw new UnsupportedOperationException();
    }
}
