package io.backhand.ajp.codec;

import java.nio.ByteBuffer;

/** The four bytes before each packet: two that say which way it goes, and the length of its payload. */
public final class PacketHead {
    public static final int BYTES = 4;

    private static final int TO_BACKEND = 0x1234;
    private static final int TO_BALANCER = 0x4142;

    private PacketHead() {}

    /**
     * Takes the head of a packet from httpd.
     *
     * @param input at least {@link #BYTES}, of which that many are taken
     * @return how many bytes of payload follow, 0 to {@link PacketSize#maxPayload()}
     * @throws MalformedPacketException if it is no such head, or the packet would be longer than agreed
     */
    public static int payloadLength(ByteBuffer input, PacketSize size) throws MalformedPacketException {
        int magic = Short.toUnsignedInt(input.getShort());
        int length = Short.toUnsignedInt(input.getShort());
        if (magic != TO_BACKEND) {
            throw MalformedPacketException.of("a packet begins with 12 34, was "
                    + Integer.toHexString(0x10000 | magic).substring(1));
        }
        if (length > size.maxPayload()) {
            throw MalformedPacketException.tooLong("a packet of " + (length + BYTES) + " bytes, but packet-size is "
                    + size.bytes() + ": the same is to be set here and in httpd (iobuffersize, max_packet_size)");
        }
        return length;
    }

    /** Begins a packet to httpd. */
    static void put(ByteBuffer output, int payloadLength) {
        output.putShort((short) TO_BALANCER).putShort((short) payloadLength);
    }
}
