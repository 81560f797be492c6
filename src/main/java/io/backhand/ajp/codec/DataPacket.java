package io.backhand.ajp.codec;

import java.nio.ByteBuffer;

/** A packet of a request's body. */
public final class DataPacket {
    private DataPacket() {}

    /**
     * Takes the length before the content.
     *
     * @param payload the whole payload; afterwards the content is what remains of it
     * @return the content's length, 0 for the end of the body in both the shapes it comes in
     * @throws MalformedPacketException if it says another length than the packet's head does
     */
    public static int contentLength(ByteBuffer payload) throws MalformedPacketException {
        if (!payload.hasRemaining()) {
            return 0;
        }
        if (payload.remaining() < Short.BYTES) {
            throw MalformedPacketException.of("a packet of a body begins with two bytes of length, was one byte");
        }
        int length = Short.toUnsignedInt(payload.getShort());
        if (length != payload.remaining()) {
            throw MalformedPacketException.of(
                    "a packet of a body says it has " + length + " bytes, but brings " + payload.remaining());
        }
        return length;
    }
}
